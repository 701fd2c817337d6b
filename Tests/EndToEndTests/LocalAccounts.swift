import ChatModel
import ChatServer
import Foundation
import Logging
import Testing

/// A server in this process and people who run the built program against it, each in a home of their own.
struct LocalAccounts {
    let server: LocalServer

    static func start(
        port: Int = 0, storage: LocalServerOptions.Storage = .memory, design: String = "v2.8"
    ) async throws -> LocalAccounts {
        let log = Logger(label: "server") { _ in SwiftLogNoOpLogHandler() }
        let behaviour = try #require(DesignBehaviour.named(design))
        let options = LocalServerOptions(port: port, storage: storage, design: behaviour, log: log)
        return LocalAccounts(server: try await LocalServer.start(options))
    }

    /// Somebody who is logged in.
    func person(_ number: String) async throws -> Program {
        let program = Program(home: try TemporaryHome())
        let code = await server.issueCode(for: UserID(number))
        let login = try await program.run(
            "login", "--server", server.url, "--number", number, "--otp-stdin", input: code + "\n")
        try #require(login.status == 0, "\(login.errors)")
        return program
    }
}
