import ChatServer
import Foundation
import Logging

/// Starts the local server for `serve`, with the failures in the program's words.
nonisolated enum LocalService {
    static func start(_ options: LocalServerOptions) async throws -> LocalServer {
        do {
            return try await LocalServer.start(options)
        } catch {
            throw ProgramError.cannotListen("port \(options.port): \(error)")
        }
    }
}
