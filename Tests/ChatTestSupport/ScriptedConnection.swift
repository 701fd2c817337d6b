package import ChatCore
package import ChatWire
import Synchronization

/// One open socket whose server end is a test.
package final class ScriptedConnection: Connection {
    package let request: ConnectRequest
    package let frames: AsyncThrowingStream<Frame, any Error>
    private let arrivals: AsyncThrowingStream<Frame, any Error>.Continuation
    private let sent = Mailbox<Frame>()
    private let pings = Mailbox<Void>()
    private let closings = Mailbox<Void>()
    private let answersPings = Atomic(true)
    private let answersTextPings: Bool
    private let isBroken = Atomic(false)

    init(request: ConnectRequest, answersTextPings: Bool) {
        self.request = request
        self.answersTextPings = answersTextPings
        (frames, arrivals) = AsyncThrowingStream.makeStream()
    }

    // MARK: The client's end

    package func send(_ frame: Frame) async throws(TransportError) {
        if isBroken.load(ordering: .sequentiallyConsistent) { throw .closed(code: 1006, reason: "") }
        if frame == .text("ping") {
            if answersTextPings { arrivals.yield(.text("pong")) }
            return
        }
        await sent.put(frame)
    }

    package func ping() async throws(TransportError) {
        await pings.put(())
        if answersPings.load(ordering: .sequentiallyConsistent) { return }
        _ = try? await Mailbox<Void>().take()
        throw .cancelled
    }

    package func close() async {
        arrivals.finish()
        await closings.put(())
    }

    // MARK: The server's end

    /// The next frame that the client wrote; text pings are not among them.
    package func nextFrame() async throws -> Frame {
        try await sent.take()
    }

    /// The next thing that the client said, as `design` reads it.
    package func nextEnvelope(_ design: ServerDesign = .v2_8) async throws -> Envelope {
        let frame = try await nextFrame()
        guard case .envelope(let envelope)? = design.codec.decode(frame).first else {
            throw NotAnEnvelope(frame: frame)
        }
        return envelope
    }

    /// Frames that the client wrote and the test has not looked at.
    package var pendingFrameCount: Int {
        get async { await sent.count }
    }

    package func deliver(_ frame: Frame) {
        arrivals.yield(frame)
    }

    package func deliver(_ text: String) {
        deliver(.text(text))
    }

    /// The line goes dead without a word: nothing is answered any more.
    package func fallSilent() {
        answersPings.store(false, ordering: .sequentiallyConsistent)
    }

    /// The line breaks.
    package func drop(_ error: TransportError = .closed(code: 1006, reason: "")) {
        isBroken.store(true, ordering: .sequentiallyConsistent)
        arrivals.finish(throwing: error)
    }

    /// Waits for the client's next PING control frame.
    package func nextPing() async throws {
        try await pings.take()
    }

    /// Waits until the client has closed.
    package func closed() async throws {
        try await closings.take()
    }
}

/// What the client wrote is not readable as an envelope.
package struct NotAnEnvelope: Error {
    package var frame: Frame
}
