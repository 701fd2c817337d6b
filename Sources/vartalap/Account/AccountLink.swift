import ChatCore
import ChatModel
import ChatStore

/// The account's connection as this process sees it: taken as soon as no other process owns it, and kept.
///
/// One process per account owns the connection. While another one does, this one works through the store, and waits for
/// the lock without polling. Source: delivery page, "Several processes".
final class AccountLink {
    private let assembly: Assembly
    private let client: ChatClient
    /// Told of every change, on the main actor.
    private let report: (ClientEvent) -> Void
    private var isOnline = false
    /// How long a program that is done waits for its last receipts to leave.
    private static let patience = Duration.seconds(2)

    init(assembly: Assembly, client: ChatClient, report: @escaping (ClientEvent) -> Void) {
        self.assembly = assembly
        self.client = client
        self.report = report
    }

    /// Owns the connection, or waits to, until the task is cancelled or the server refuses the access key.
    func run() async throws {
        guard let owner = try await take() else { return }
        defer { owner.release() }
        let events = Task {
            for await event in client.events {
                if case .connection(let state) = event { isOnline = state.isOnline }
                report(event)
            }
        }
        await client.run()
        events.cancel()
        await events.value
    }

    /// Returns when the receipts for what has arrived are with the server, so that the authors learn of it now and not
    /// at the next start; gives up soon, since they are kept.
    func flushReceipts() async {
        guard isOnline else { return }
        await withTaskGroup { group in
            group.addTask { await self.waitUntilReceiptsAreSent() }
            group.addTask { try? await ContinuousClock().sleep(for: Self.patience) }
            await group.next()
            group.cancelAll()
        }
    }

    private func waitUntilReceiptsAreSent() async {
        let changes = assembly.store.changes
        if await areReceiptsSent() { return }
        for await _ in changes {
            if await areReceiptsSent() { return }
        }
    }

    private func areReceiptsSent() async -> Bool {
        guard let pending = try? await assembly.store.pendingReceipts(limit: 1) else { return true }
        return pending.isEmpty
    }

    /// - Returns: nil when the task was cancelled while it waited.
    private func take() async throws -> ConnectionOwner? {
        let path = assembly.directory.lockPath
        if let owner = try ConnectionOwner.tryAcquire(path: path) { return owner }
        report(.connection(.ownedElsewhere(processID: ConnectionOwner.processID(path: path))))
        return try await ConnectionOwner.waitUntilFree(path: path)
    }
}
