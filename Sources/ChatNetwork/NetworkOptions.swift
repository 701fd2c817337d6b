/// The limits and choices that the network keeps to; one value serves the WebSocket and the HTTP side.
package struct NetworkOptions: Hashable, Sendable {
    /// For name lookup, TCP, TLS and the upgrade together.
    package var connectTimeout: Duration = .seconds(10)
    /// How long an orderly close waits for the peer before the line is dropped.
    package var closeTimeout: Duration = .seconds(5)
    /// For one whole HTTP request, answer included.
    package var requestTimeout: Duration = .seconds(30)
    /// The largest message or HTTP answer that is accepted, in bytes; a server of design v2.0 sends a whole backlog at
    /// once. At most `UInt32.max`.
    package var maximumMessageBytes = 16 << 20
    /// How many fragments shorter than 64 bytes one message may have: fragments cost the sender less than us.
    package var maximumTinyFragments = 1_000
    /// A PEM file with certificate authorities to trust besides the system's.
    package var caFile: String?
    /// Whether `http://` may leave this machine. Access keys and messages then travel readable by anybody on the way.
    package var allowsPlainText = false

    package init() {}
}
