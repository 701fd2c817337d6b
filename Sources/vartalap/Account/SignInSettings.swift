import ChatCore
import ChatModel

/// What the configuration says about signing in.
nonisolated struct SignInSettings: Sendable {
    let method: SignInMethod
    private let configuration: Configuration

    /// - Throws: `.missingSetting` when the way to sign in lacks what it needs.
    init(_ configuration: Configuration) throws(ProgramError) {
        self.configuration = configuration
        let hasToken = configuration[.tokenCommand] != nil || configuration[.tokenFile] != nil
        let named = configuration[.authMethod].flatMap { SignInMethod(rawValue: $0) }
        method = named ?? (hasToken ? .token : .code)
        switch method {
        case .token where !hasToken:
            throw .missingSetting("auth.token_command or auth.token_file", for: "auth.method = \"token\"")
        case .firebase where configuration[.firebaseEndpoint] == nil && configuration[.firebaseKey] == nil:
            throw .missingSetting("auth.firebase.api_key", for: "auth.method = \"firebase\"")
        default: break
        }
    }

    /// Firebase, or the emulator that the configuration names.
    func firebase() throws -> FirebaseService {
        let endpoint = configuration[.firebaseEndpoint].map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        return FirebaseService(
            directory: try Network(configuration).directory(), endpoint: endpoint,
            apiKey: configuration[.firebaseKey] ?? "emulator")
    }

    /// The tokens of a command or a file; the command comes first.
    func fetchedTokens() throws(ProgramError) -> FetchedTokens {
        if let line = configuration[.tokenCommand] {
            let command = try TokenCommand(line)
            return FetchedTokens(now: { SystemClock.now() }) { () async throws(SignInError) in
                try await command.run()
            }
        }
        let path = configuration[.tokenFile] ?? ""
        return FetchedTokens(now: { SystemClock.now() }) { () async throws(SignInError) in try TokenFile.read(path) }
    }

    /// Where the session's ID token comes from; nil when the login kept none, since the design does not want it.
    ///
    /// - Parameter path: the credentials file.
    func tokens(for credentials: Credentials, path: String) throws -> (any TokenSource)? {
        guard let kept = credentials.idToken else { return nil }
        return switch method {
        case .code: KeptToken(kept)
        case .token: try fetchedTokens()
        case .firebase:
            FirebaseTokens(credentials: credentials, path: path, service: try firebase()) { SystemClock.now() }
        }
    }
}
