package import ChatCore
package import ChatWire
import NIOCore

/// The parts of an open WebSocket that may be named from any thread; the handler itself stays on its event loop.
struct LinkReference: Sendable {
    let channel: any Channel
    let handler: NIOLoopBound<WebSocketHandler>

    /// Everything that has arrived, or the next to arrive; empty at the orderly end.
    func takeFrames() async throws -> [Frame] {
        try await untilCancelled { handler, promise in handler.take(promise) }
    }

    /// Runs `body` on the event loop and waits for the promise, which is broken when the calling task is cancelled.
    func untilCancelled<Value: Sendable>(
        _ body: @escaping @Sendable (WebSocketHandler, EventLoopPromise<Value>) -> Void
    ) async throws -> Value {
        let loop = channel.eventLoop
        let promise = loop.makePromise(of: Value.self)
        return try await withTaskCancellationHandler {
            loop.execute { body(handler.value, promise) }
            return try await promise.futureResult.get()
        } onCancel: {
            promise.fail(TransportError.cancelled)
        }
    }
}

/// One open WebSocket over NIO.
package final class WebSocketConnection: Connection {
    package let frames: AsyncThrowingStream<Frame, any Error>
    private let link: LinkReference
    private weak let reader: FrameReader?

    init(link: LinkReference) {
        self.link = link
        let reader = FrameReader(link: link)
        self.reader = reader
        frames = AsyncThrowingStream { try await reader.next() }
    }

    package func takeArrived() async -> [Frame] {
        await reader?.takeRest() ?? []
    }

    package func send(_ frame: Frame) async throws(TransportError) {
        try await send([frame])
    }

    package func send(_ frames: [Frame]) async throws(TransportError) {
        guard !frames.isEmpty else { return }
        guard !Task.isCancelled else { throw .cancelled }
        try await rethrowing {
            try await link.untilCancelled { handler, promise in handler.send(frames, promise) }
        }
    }

    package func ping() async throws(TransportError) {
        try await rethrowing {
            try await link.untilCancelled { handler, promise in handler.ping(promise) }
        }
    }

    package func close() async {
        let handler = link.handler
        link.channel.eventLoop.execute { handler.value.close() }
        // Fails only if the channel never opened.
        try? await link.channel.closeFuture.get()
    }

    private func rethrowing(_ body: () async throws -> Void) async throws(TransportError) {
        do {
            try await body()
        } catch let error as TransportError {
            throw error
        } catch {
            throw .closed(code: 1006, reason: TransportFailure.words(for: error))
        }
    }
}
