import ChatCore
import ChatModel
import Logging

/// Keeps the account's connection while no interface is open, so that messages arrive and the outbox empties.
///
/// It ends only when it is asked to or the server refuses the access key: the network, the server and the store may come
/// and go. What it does goes into its log.
final class Agent {
    private let assembly: Assembly
    /// The trouble of the present outage; told once.
    private var trouble: String?
    private var isRefused = false
    /// What the present client was made with.
    private var credentials: Credentials?

    init(assembly: Assembly) {
        self.assembly = assembly
    }

    /// Runs until the task is cancelled; then what has arrived is acknowledged, and the server is told goodbye.
    ///
    /// - Throws: `.signedOut` when the server refused the access key, `.notLoggedIn` when the user has logged out.
    func run() async throws {
        assembly.log.notice("agent started", metadata: ["account": "\(assembly.account.user.rawValue)"])
        repeat {
            isRefused = false
            credentials = try Credentials.load(from: assembly.directory.credentialsPath)
            try await keepConnection()
        } while try isRefused && hasNewCredentials()
        assembly.log.notice("agent ended")
        if isRefused { throw ProgramError.signedOut }
        if !Task.isCancelled { throw ProgramError.notLoggedIn }
    }

    /// Whether the user has logged in anew since the key that was refused was read.
    private func hasNewCredentials() throws -> Bool {
        let new = try Credentials.load(from: assembly.directory.credentialsPath)
        return new != nil && new != credentials
    }

    /// Runs one client until it ends.
    private func keepConnection() async throws {
        let client = try assembly.client()
        let link = AccountLink(assembly: assembly, client: client, purpose: .agent) { [weak self] event in
            if case .connection(let state) = event { self?.note(state) }
        }
        let running = Task { try await link.run() }
        try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            Task {
                await link.flushReceipts()
                running.cancel()
            }
        }
    }

    private func note(_ state: ConnectionState) {
        switch state {
        case .ownedElsewhere(let process):
            assembly.log.notice(
                "another process owns the connection; waiting for it to end",
                metadata: ["process": "\(process.map(String.init) ?? "unknown")"])
        case .online:
            trouble = nil
            isRefused = false
            assembly.log.notice("online")
        case .waiting(_, _, let reason) where trouble == nil:
            trouble = reason
            assembly.log.notice("offline", metadata: ["reason": "\(reason)"])
        case .signedOut(let reason):
            isRefused = true
            assembly.log.error("the server refused the access key", metadata: ["reason": "\(reason)"])
        case .waiting, .connecting, .offline:
            break
        }
    }
}
