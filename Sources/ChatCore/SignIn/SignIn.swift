package import ChatModel
package import ChatStore
package import ChatWire

/// How somebody proves who they are, by configuration.
package enum SignInMethod: String, CaseIterable, Sendable {
    /// The local server's one-time code.
    case code
    /// Firebase's phone sign-in.
    case firebase
    /// A token that a command or a file has.
    case token
}

/// How it is known which design the server speaks.
package enum DesignOrigin: String, Sendable {
    /// The server was asked.
    case found
    /// Somebody named it.
    case named

    private static let cursor = "design.origin"

    /// As it was remembered with the account; nil for an account that nobody remembered it of.
    package static func remembered(in store: MessageStore) async throws(StoreError) -> DesignOrigin? {
        try await store.cursor(cursor).flatMap { DesignOrigin(rawValue: $0) }
    }

    package func remember(in store: MessageStore) async throws(StoreError) {
        try await store.setCursor(Self.cursor, to: rawValue)
    }
}

/// Signs one user in to one server, from the proof of who they are to the secrets that are kept.
package struct SignIn: Sendable {
    /// What was learned, none of it stored yet.
    package struct Outcome: Sendable {
        package var account: Account
        package var origin: DesignOrigin
        package var credentials: Credentials
    }

    private let directory: any Directory
    private let server: String
    private let method: SignInMethod
    /// The candidates, of which the first serves for the login.
    private let designs: [ServerDesign]
    private let origin: DesignOrigin

    /// Finds out how to talk to the server, unless that was said.
    ///
    /// - Parameters:
    ///   - server: base URL without a slash at its end.
    ///   - design: the design that somebody named; nil asks the server.
    package init(
        directory: any Directory, server: String, method: SignInMethod, design: ServerDesign?
    ) async throws(ClientError) {
        self.directory = directory
        self.server = server
        self.method = method
        if let design {
            designs = [design]
            origin = .named
        } else {
            designs = try await DesignFinder(directory: directory, server: server).find()
            origin = .found
        }
    }

    /// Makes the local server issue a one-time code: a login without one is refused, and that is the request.
    package func askForCode(for user: UserID) async throws(ClientError) {
        guard let design = designs.first else { return }
        do {
            _ = try await Authenticator(directory: directory, design: design, server: server)
                .login(user: user, token: "")
        } catch .codeRefused {
            return
        } catch {
            throw await explained(error)
        }
    }

    /// Why a login failed: perhaps the design which somebody named is none that the server speaks.
    private func explained(_ error: ClientError) async -> ClientError {
        switch error {
        case .codeRefused:
            await mismatch() ?? (method == .code ? error : .signIn(.tokenRefused(server: server)))
        case .answer(.refused, _), .answer(.notFound, _), .answer(.unreadable, _):
            await mismatch() ?? error
        default: error
        }
    }

    /// That the named design is not what the server speaks; nil when it is, or when the server does not say.
    private func mismatch() async -> ClientError? {
        guard origin == .named, let named = designs.first else { return nil }
        guard let found = try? await DesignFinder(directory: directory, server: server).find() else { return nil }
        // A form of a design is another name for the same server.
        guard !found.contains(where: { $0.release == named.release }) else { return nil }
        return .wrongDesign(named: named.name, found: found.map(\.name), server: server)
    }

    /// Exchanges the proof for an access key.
    package func run(user: UserID, proof: IDToken) async throws(ClientError) -> Outcome {
        guard var design = designs.first else { throw .notSignedIn }
        let answer: LoginAnswer
        do {
            answer = try await Authenticator(directory: directory, design: design, server: server)
                .login(user: user, token: proof.value)
        } catch {
            throw await explained(error)
        }
        // The account is whom we asked for, not whom the server would rather have us be.
        guard answer.user == user else {
            throw .answer(.unreadable("the access key of another user"), server: server)
        }
        if designs.count > 1 {
            let authentication = Authentication(
                user: answer.user, accessKey: answer.accessKey, design: design, tokens: KeptToken(proof))
            design = try await DesignFinder(directory: directory, server: server)
                .decide(between: designs, as: authentication)
        }
        return Outcome(
            account: Account(user: answer.user, server: server, design: design.name), origin: origin,
            credentials: Credentials(
                accessKey: answer.accessKey, idToken: design.capabilities.needsToken ? proof : nil))
    }
}
