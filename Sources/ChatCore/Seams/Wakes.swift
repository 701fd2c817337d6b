/// Tells of good moments to try again what waits: the seam that the system's own news fill and tests script.
package protocol Wakes: Sendable {
    /// What happens from now on; ends when the consumer does, or at once where the system tells nothing.
    func events() -> AsyncStream<Wake>
}

/// Something that makes another attempt worth while before its time. Source: delivery page, "Retry", class "wake".
package enum Wake: Hashable, Sendable {
    /// A link came up or an address appeared.
    case network
    /// The machine has slept for this long.
    case resumed(after: Duration)
}
