package import ChatCore

/// The system's news, told by a test; what was told before anybody listened is kept.
package final class ScriptedWakes: Wakes {
    private let news: AsyncStream<Wake>
    private let continuation: AsyncStream<Wake>.Continuation

    package init() {
        (news, continuation) = AsyncStream.makeStream()
    }

    /// For one consumer.
    package func events() -> AsyncStream<Wake> { news }

    package func send(_ wake: Wake) {
        continuation.yield(wake)
    }
}
