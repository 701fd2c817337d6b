import ChatCore
import ChatModel
import ChatStore
import Logging

/// The account's connection as this process sees it: taken as soon as no other process owns it, and kept.
///
/// One process per account owns the connection. While another one does, this one works through the store, hears at the
/// owner's door what the link does, and waits for the lock without polling. Source: delivery page, "Several processes".
final class AccountLink {
    /// What a process wants the connection for, in the word that other processes show.
    enum Purpose: String {
        case agent
        case demo
        case groups
        case interface
        case receive
        case send
    }

    private let assembly: Assembly
    private let client: ChatClient
    private let purpose: Purpose
    /// Told of every change, on the main actor.
    private let report: (ClientEvent) -> Void
    /// Present while this process owns the connection and the link is up.
    private var isOnline = false
    /// Present while another process owns the connection.
    private var visit: OwnerVisit?
    private var hasAskedForRetry = false
    /// How long a program that is done waits for its last receipts to leave, and for the server's goodbye.
    private static let patience = Duration.seconds(2)

    init(
        assembly: Assembly, client: ChatClient, purpose: Purpose, report: @escaping (ClientEvent) -> Void
    ) {
        self.assembly = assembly
        self.client = client
        self.purpose = purpose
        self.report = report
    }

    /// Owns the connection, or waits to, until the task is cancelled, the server refuses the access key or the user logs
    /// out.
    ///
    /// - Throws: `.notLoggedIn` when the user has logged out meanwhile.
    func run() async throws {
        guard let owner = try await take() else { return }
        defer { owner.release() }
        // The user may have logged out while we waited.
        guard try assembly.hasCredentials() else { throw ProgramError.notLoggedIn }
        await own()
    }

    // MARK: What the store cannot carry

    /// Tells the other side that the user types, or has stopped.
    func sendTyping(_ isTyping: Bool, in conversation: ConversationID) async {
        guard let visit else { return await client.sendTyping(isTyping, in: conversation) }
        await visit.ask(.typing(isTyping, conversation))
    }

    /// Tries at once what waits for its next attempt, whoever makes it.
    func retryNow() async {
        guard let visit else { return await client.retryNow() }
        await visit.ask(.retryNow)
    }

    /// Returns when the receipts for what has arrived are with the server, so that the authors learn of it now and not
    /// at the next start; gives up soon, since they are kept. Only the owner need wait: it goes on for everybody else.
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
}

// MARK: - Waiting and owning

extension AccountLink {
    /// - Returns: nil when the task was cancelled while it waited.
    private func take() async throws -> ConnectionOwner? {
        let path = assembly.directory.lockPath
        if let owner = try ConnectionOwner.tryAcquire(path: path, purpose: purpose.rawValue) { return owner }
        report(.connection(.ownedElsewhere(processID: ConnectionOwner.holder(path: path)?.processID)))
        let visit = OwnerVisit(directory: assembly.directory.path)
        self.visit = visit
        let visiting = Task {
            await visit.run { [weak self] event in await self?.hear(event, from: visit) }
        }
        defer {
            visiting.cancel()
            self.visit = nil
        }
        return try await ConnectionOwner.waitUntilFree(path: path, purpose: purpose.rawValue)
    }

    /// What an owner says after we have become the owner ourselves is old news.
    private func hear(_ event: ClientEvent, from visit: OwnerVisit) async {
        guard self.visit === visit else { return }
        report(event)
        // Somebody has just asked for something to be sent: a good time for the owner to try again.
        if [.groups, .send].contains(purpose), !hasAskedForRetry, case .connection(.waiting) = event {
            hasAskedForRetry = true
            await visit.ask(.retryNow)
        }
    }

    private func own() async {
        let door = openDoor()
        let reception = door.map { OwnerReception(door: $0, client: client) }
        let receiving = Task { await reception?.run() }
        let notifier = Notifier(assembly: assembly, purpose: purpose)
        let upkeep = Task { [assembly] in await StoreUpkeep(store: assembly.store, log: assembly.log).run() }
        let search = SearchUpkeep(store: assembly.store, log: assembly.log, clock: ContinuousClock())
        let searching = Task { await search.run() }
        let events = Task {
            for await event in client.events {
                if case .connection(let state) = event { isOnline = state.isOnline }
                if case .received(let messages) = event { notifier?.note(messages) }
                report(event)
                await reception?.tell(event)
            }
        }
        await keepConnection()
        upkeep.cancel()
        searching.cancel()
        await upkeep.value
        await searching.value
        // A goodbye that takes too long is not waited for, so the events may not have ended.
        if Task.isCancelled { events.cancel() }
        await events.value
        door?.close()
        await receiving.value
        await notifier?.finish()
    }

    /// Runs the client; when the task is cancelled, ends it in an orderly way: what has arrived is stored, and the
    /// server is told goodbye.
    private func keepConnection() async {
        let running = Task { await client.run() }
        await running.endOrCancellation()
        guard Task.isCancelled else { return }
        await client.stop()
        await Task { await running.end(within: Self.patience) }.value
        running.cancel()
    }

    /// nil when the file system takes no sockets: others then see less, and lose nothing.
    private func openDoor() -> OwnerDoor? {
        do {
            return try OwnerDoor(directory: assembly.directory.path)
        } catch {
            let reason = ClientError.ownership(error).message
            assembly.log.warning("no door for other processes", metadata: ["reason": "\(reason)"])
            return nil
        }
    }
}
