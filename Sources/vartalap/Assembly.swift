import ChatCore
import ChatModel
import ChatStore
import ChatWire
import Foundation
import Logging

/// The composition root: everything that works on one account, put together once for every command and for the tests.
struct Assembly {
    let configuration: Configuration
    let directory: DataDirectory
    let store: MessageStore
    let account: Account
    var log: Logger
    /// The file that `log` writes, unless a command logs elsewhere.
    let logPath: String
    /// What the user has to know about the files: a store that was recovered, or that can only be read.
    var notices: [String] = []

    /// Opens the account that `configuration` names.
    ///
    /// - Parameter access: `.readOnly` never changes a file, for commands that only look.
    /// - Throws: `ProgramError`: nobody is logged in, or the files cannot be used.
    static func open(_ configuration: Configuration, access: MessageStore.Access = .readWrite) async throws -> Assembly
    {
        let directory = DataDirectory(configuration)
        if access == .readWrite { try directory.prepare() } else { try directory.check() }
        guard directory.hasStore else { throw ProgramError.notLoggedIn }
        let opened = try StoreOpening.open(directory, access: access)
        let store = opened.store
        guard let account = try await store.account() else { throw ProgramError.notLoggedIn }
        let logPath = configuration.logFile ?? directory.logPath
        return Assembly(
            configuration: configuration, directory: directory, store: store, account: account,
            log: Logger.file(logPath, configuration), logPath: logPath, notices: opened.notices)
    }

    /// Opens the account for writing, or, where nothing can be written, for looking at what is there.
    static func openToRead(_ configuration: Configuration) async throws -> Assembly {
        let readOnly = Failure.fact(StoreError.readOnly)
        do {
            return try await open(configuration)
        } catch  where Failure.known(error) == readOnly {
            var assembly = try await open(configuration, access: .readOnly)
            assembly.notices.append("Opened for reading only, nothing is sent or received. " + readOnly.message)
            return assembly
        }
    }

    /// The client of the account, not yet running.
    ///
    /// - Throws: `.notLoggedIn` when the access key was forgotten.
    func client() throws -> ChatClient {
        let network = Network(configuration)
        return ChatClient(
            configuration: try clientConfiguration(), store: store, transport: network.transport,
            directory: try network.directory(), clock: ContinuousClock(), now: { SystemClock.now() }, log: log)
    }

    /// What sends without a socket; nil where the design cannot.
    func restSender() throws -> RESTSender? {
        RESTSender(
            store: store, configuration: try clientConfiguration(), directory: try Network(configuration).directory())
    }

    private func clientConfiguration() throws -> ClientConfiguration {
        guard let credentials = try Credentials.load(from: directory.credentialsPath) else {
            throw ProgramError.notLoggedIn
        }
        let network = Network(configuration)
        var settings = ClientConfiguration(
            account: account, accessKey: credentials.accessKey, design: try design())
        settings.tokens = try tokens(credentials)
        settings.contactsFreshFor = contactsFreshFor
        settings.wakes = network.wakes
        return settings
    }

    /// Whether somebody is logged in.
    func hasCredentials() throws -> Bool {
        try Credentials.load(from: directory.credentialsPath) != nil
    }

    /// The server's HTTP side for this account; nil when nobody is logged in.
    func calls() throws -> ServerCalls? {
        guard let credentials = try Credentials.load(from: directory.credentialsPath) else { return nil }
        return ServerCalls(
            directory: try Network(configuration).directory(), design: try design(), account: account,
            accessKey: credentials.accessKey, tokens: try tokens(credentials))
    }

    /// The profile's name for people who have several; nil for the default one.
    var profile: String? {
        configuration[.profile].flatMap { $0 == "default" ? nil : $0 }
    }

    /// For how long the server is not asked again about a number.
    var contactsFreshFor: Duration {
        .seconds((configuration[.contactsFreshHours].flatMap { Int($0) } ?? 24) * 3600)
    }

    func contactImport() -> ContactImport {
        ContactImport(store: store, user: account.user, region: configuration[.defaultRegion])
    }

    func resolver() -> RecipientResolver {
        RecipientResolver(store: store, me: account.user, region: configuration[.defaultRegion])
    }

    /// The design to speak: the one that the configuration names, or the one that was found at login.
    func design() throws(ProgramError) -> ServerDesign {
        if let named = try DesignChoice.named(configuration) { return named }
        return try DesignChoice.design(account.design)
    }

    private func tokens(_ credentials: Credentials) throws -> (any TokenSource)? {
        try SignInSettings(configuration).tokens(for: credentials, path: directory.credentialsPath)
    }
}
