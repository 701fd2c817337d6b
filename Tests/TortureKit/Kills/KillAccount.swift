import ChatCore
import ChatModel
import ChatNetwork
import ChatServer
import ChatStore
import ChatTestSupport
import ChatWire
import Foundation

/// One account of a kill run: its directory, and the store that the run watches from outside.
struct KillAccount: Sendable {
    let user: UserID
    let program: ProgramProcess
    /// Opened for reading, to be told of every process's commits.
    let store: MessageStore

    var storePath: String { program.directory + "/store.sqlite" }

    /// Logs somebody in with the program itself.
    static func logIn(_ user: UserID, server: LocalServer, design: String, path: String, directory: String) async throws
        -> KillAccount
    {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let program = ProgramProcess(path: path, directory: directory)
        let code = await server.issueCode(for: user)
        let outcome = try await program.run(
            ["login", "--server", server.url, "--number", user.rawValue, "--design", design, "--otp-stdin"],
            input: code + "\n")
        guard outcome.ending == .exited(0) else { throw KillRun.Trouble.login(outcome.errors) }
        let store = try MessageStore.open(path: directory + "/store.sqlite", access: .readOnly)
        return KillAccount(user: user, program: program, store: store)
    }

    /// Makes a group of this account and `others` on the server.
    func createGroup(_ name: String, with others: [UserID], server: String, design: ServerDesign) async throws
        -> ConversationID
    {
        guard let credentials = try Credentials.load(from: program.directory + "/" + Credentials.fileName) else {
            throw KillRun.Trouble.login("no credentials")
        }
        let authentication = design.authenticationHeaders(
            user: user, accessKey: credentials.accessKey, token: credentials.idToken?.value)
        var request = design.api.createGroup(name: name, members: others)
        request.headers += authentication
        return try design.api.readCreatedGroup(try await HTTPDirectory().perform(request, server: server))
    }

    /// The user looks at everything, in an interface beside the process that owns the connection.
    func readEverything(in conversation: ConversationID) async throws {
        let store = try MessageStore.open(path: storePath)
        if let last = try await store.timeline(of: conversation, before: nil, limit: 1).last {
            try await store.markRead(conversation, through: last.position)
        }
        try store.close()
    }

    /// Waits until the store says what it should; each commit, whoever makes it, is a reason to ask again.
    ///
    /// - Returns: false when the time was up first.
    func wait(
        atMost limit: Duration, until isReached: @escaping @Sendable (MessageStore) async throws -> Bool
    ) async throws -> Bool {
        let (store, changes) = (store, store.changes)
        return try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                if try await isReached(store) { return true }
                for await _ in changes where try await isReached(store) { return true }
                return false
            }
            group.addTask {
                try await ContinuousClock().sleep(for: limit)
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
    }
}
