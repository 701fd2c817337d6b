package import ChatCore
import ChatWire

/// The server's end of the network seam, played by a test: each attempt to connect waits until the test answers it.
package final class ScriptedTransport: Transport {
    private struct Attempt: Sendable {
        var request: ConnectRequest
        var answer = Mailbox<Result<ScriptedConnection, TransportError>>()
    }

    private let attempts = Mailbox<Attempt>()

    package init() {}

    package func connect(_ request: ConnectRequest) async throws(TransportError) -> any Connection {
        let attempt = Attempt(request: request)
        await attempts.put(attempt)
        guard let answer = try? await attempt.answer.take() else { throw .cancelled }
        return try answer.get()
    }

    /// Accepts the next attempt, when it comes.
    ///
    /// - Parameter answersTextPings: whether the server's end has the socket in its map.
    package func accept(answersTextPings: Bool = true) async throws -> ScriptedConnection {
        let attempt = try await attempts.take()
        let connection = ScriptedConnection(request: attempt.request, answersTextPings: answersTextPings)
        await attempt.answer.put(.success(connection))
        return connection
    }

    /// Refuses the next attempt, when it comes.
    package func refuse(_ error: TransportError) async throws {
        let attempt = try await attempts.take()
        await attempt.answer.put(.failure(error))
    }

    /// Waits for the next attempt and leaves it without an answer.
    package func ignoreAttempt() async throws {
        _ = try await attempts.take()
    }
}
