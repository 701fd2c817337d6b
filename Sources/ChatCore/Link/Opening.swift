import ChatModel
import ChatWire

/// One attempt to open the socket, as somebody who is signed in.
struct Opening: Sendable {
    private let server: String
    private let path: String
    private let authentication: Authentication
    private let transport: any Transport

    init(_ configuration: ClientConfiguration, _ transport: any Transport) {
        server = configuration.account.server
        path = configuration.design.socketPath
        authentication = Authentication(
            user: configuration.account.user, accessKey: configuration.accessKey, design: configuration.design,
            tokens: configuration.tokens)
        self.transport = transport
    }

    /// Opens it; a refusal is answered by a newer token, once.
    func open() async throws(LinkFailure) -> any Connection {
        let shown = try await signedIn { () async throws(SignInError) in try await authentication.show() }
        do {
            return try await connect(showing: shown)
        } catch .accessRefused {
            let newer = try await signedIn { () async throws(SignInError) in
                try await authentication.show(insteadOf: shown)
            }
            guard let newer else { throw .accessRefused }
            return try await connect(showing: newer)
        }
    }

    private func connect(showing shown: Authentication.Shown) async throws(LinkFailure) -> any Connection {
        do {
            return try await transport.connect(ConnectRequest(server: server, path: path, headers: shown.headers))
        } catch {
            throw LinkFailure(error)
        }
    }

    private func signedIn<Result>(
        _ body: () async throws(SignInError) -> Result
    ) async throws(LinkFailure) -> Result {
        do {
            return try await body()
        } catch {
            throw .signIn(error)
        }
    }
}
