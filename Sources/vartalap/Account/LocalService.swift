import ChatServer
import Foundation
import Logging

/// Starts the local server for `serve`, with the failures in the program's words.
nonisolated enum LocalService {
    /// - Parameter data: the server's file; nil keeps everything in memory.
    static func start(port: Int, data: String?, log: Logger) async throws -> LocalServer {
        let storage: LocalServerOptions.Storage = data.map { .file($0) } ?? .memory
        do {
            return try await LocalServer.start(LocalServerOptions(port: port, storage: storage, log: log))
        } catch {
            throw ProgramError.cannotListen("port \(port): \(error)")
        }
    }
}
