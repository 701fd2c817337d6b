import ChatCore
import ChatModel
import ChatStore
import ChatWire

/// Logs one user in and keeps the account and the key in the data directory.
struct Login {
    let user: UserID
    private let server: String
    private let design: ServerDesign
    private let directory: DataDirectory
    private let network: Network

    init(configuration: Configuration, user: UserID, server: String) throws {
        self.user = user
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        design = try Assembly.design(configuration[.serverDesign] ?? "v2.8")
        directory = DataDirectory(configuration)
        network = Network(configuration)
    }

    /// Refuses a data directory that cannot be written or is somebody else's, before a code is spent on it.
    func check() async throws {
        try directory.prepare()
        let account = try await openStore().account()
        if let account, account.user != user { throw ProgramError.otherAccount(account.user) }
    }

    /// Asks the server to issue a code: a login without one is refused, and that is the request.
    func askForCode() async throws {
        do {
            _ = try await authenticator().login(user: user, token: "")
        } catch ClientError.codeRefused {
            return
        }
    }

    /// Exchanges the code for an access key, and keeps key and account.
    func run(code: String) async throws -> Account {
        let answer = try await authenticator().login(user: user, token: code)
        let account = Account(user: answer.user, server: server, design: design.name)
        try Credentials(accessKey: answer.accessKey).save(to: directory.credentialsPath)
        try await openStore().setAccount(account)
        return account
    }

    private func authenticator() throws -> Authenticator {
        Authenticator(directory: try network.directory(), design: design, server: server)
    }

    private func openStore() throws -> MessageStore {
        try MessageStore.open(path: directory.storePath)
    }
}
