import ChatCore
import ChatModel
import ChatStore
import ChatWire

/// Logs one user in, in the way that the configuration asks for, and keeps the account and its secrets in the data
/// directory.
struct Login {
    let user: UserID
    let settings: SignInSettings
    private let server: String
    private let named: ServerDesign?
    private let directory: DataDirectory
    private let network: Network

    init(configuration: Configuration, user: UserID, server: String) throws {
        self.user = user
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        settings = try SignInSettings(configuration)
        named = try DesignChoice.named(configuration)
        directory = DataDirectory(configuration)
        network = Network(configuration)
    }

    /// Whether somebody has to type a code.
    var needsCode: Bool { settings.method != .token }

    /// Refuses a data directory that cannot be written or is somebody else's before a code is spent on it, and finds out
    /// which design the server speaks.
    func prepare() async throws -> SignIn {
        try directory.prepare()
        let account = try await openStore().account()
        if let account, account.user != user { throw ProgramError.otherAccount(account.user) }
        return try await SignIn(
            directory: try network.directory(), server: server, method: settings.method, design: named)
    }

    /// Has a code sent.
    func askForCode(_ signIn: SignIn) async throws {
        guard settings.method == .firebase else { return try await signIn.askForCode(for: user) }
        let session = try await settings.firebase().sendCode(to: user)
        try PendingSignIn(user: user, session: session).save(to: directory.pendingSignInPath)
    }

    /// Whether a code was sent that nobody has given yet; the local server is not asked again for one that it logged.
    func isCodeSent() throws -> Bool {
        guard settings.method == .firebase else { return true }
        return try pending() != nil
    }

    /// Exchanges the proof for an access key, and keeps key and account.
    ///
    /// - Parameter code: where one is needed.
    func run(_ signIn: SignIn, code: String?) async throws -> SignIn.Outcome {
        let outcome = try await signIn.run(user: user, proof: try await proof(code: code))
        try outcome.credentials.save(to: directory.credentialsPath)
        let store = try openStore()
        try await store.setAccount(outcome.account)
        try await outcome.origin.remember(in: store)
        return outcome
    }

    private func proof(code: String?) async throws -> IDToken {
        switch settings.method {
        case .code:
            guard let code else { throw ProgramError.noCode }
            return IDToken(code)
        case .token:
            return IDToken(try await settings.fetchedTokens().token())
        case .firebase:
            guard let code else { throw ProgramError.noCode }
            guard let session = try pending()?.session else { throw SignInError.codeExpired }
            do {
                let token = try await settings.firebase().signIn(session: session, code: code, now: SystemClock.now())
                try PendingSignIn.remove(at: directory.pendingSignInPath)
                return token
            } catch SignInError.codeExpired {
                try PendingSignIn.remove(at: directory.pendingSignInPath)
                throw SignInError.codeExpired
            }
        }
    }

    private func pending() throws -> PendingSignIn? {
        try PendingSignIn.load(from: directory.pendingSignInPath, for: user)
    }

    private func openStore() throws -> MessageStore {
        try StoreOpening.open(directory, access: .readWrite).store
    }
}
