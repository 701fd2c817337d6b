import ChatModel
import Logging
import Synchronization

/// A wall clock that stands still until it is told to move.
final class TestClock: Sendable {
    private let milliseconds = Atomic<Int64>(1_700_000_000_000)

    var now: Timestamp {
        Timestamp(milliseconds: milliseconds.load(ordering: .relaxed))
    }

    func advance(milliseconds step: Int64) {
        milliseconds.add(step, ordering: .relaxed)
    }
}

/// Hands every log line on.
struct LineCollector: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .notice
    private let continuation: AsyncStream<String>.Continuation

    init(_ continuation: AsyncStream<String>.Continuation) {
        self.continuation = continuation
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        continuation.yield("\(event.message)")
    }
}
