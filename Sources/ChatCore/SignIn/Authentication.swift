package import ChatModel
package import ChatWire

/// What one account shows its server with each request: the access key, and where the design wants it a token that holds
/// now.
package struct Authentication: Sendable, Secretive {
    /// What was shown once, and can be told apart from what would be shown now.
    struct Shown: Sendable, Secretive {
        var headers: [APIHeader]
        fileprivate var token: String?

        package var description: String { "Shown(hidden)" }
    }

    private let user: UserID
    private let accessKey: String
    private let design: ServerDesign
    private let tokens: (any TokenSource)?

    /// - Parameter tokens: asked only where the design needs it.
    package init(user: UserID, accessKey: String, design: ServerDesign, tokens: (any TokenSource)? = nil) {
        self.user = user
        self.accessKey = accessKey
        self.design = design
        self.tokens = design.capabilities.needsToken ? tokens : nil
    }

    /// Without the secrets.
    package var description: String { "Authentication(\(user.rawValue))" }

    func show() async throws(SignInError) -> Shown {
        shown(with: try await tokens?.token())
    }

    /// What to show after `refused` was refused; nil when there is nothing else, and the account is signed out.
    func show(insteadOf refused: Shown) async throws(SignInError) -> Shown? {
        guard let tokens, let old = refused.token, let new = try await tokens.token(replacing: old) else { return nil }
        return shown(with: new)
    }

    private func shown(with token: String?) -> Shown {
        Shown(
            headers: design.authenticationHeaders(user: user, accessKey: accessKey, token: token), token: token)
    }
}
