package import ChatModel
package import ChatWire

/// Signs a user in: exchanges a one-time code (or the phone's token) for the access key that all else needs.
package struct Authenticator: Sendable {
    private let calls: ServerCalls

    package init(directory: any Directory, design: ServerDesign, server: String) {
        calls = ServerCalls(directory: directory, design: design, server: server)
    }

    /// - Throws: `codeRefused` when the server did not take the token, `answer` for its other refusals, `link` when it
    ///   was not reached.
    package func login(user: UserID, token: String) async throws(ClientError) -> LoginAnswer {
        try await calls.login(user: user, token: token)
    }
}
