import ChatCore
import ChatModel
import ChatStore

/// `--send`: stores the message for every recipient, sees to it that a process sends it, and reports how far it came.
///
/// Source: cli page, "How `--send` works". A killed call loses nothing: what was stored is sent by the next owner of the
/// connection.
final class SendAction {
    private let assembly: Assembly
    private let request: SendRequest
    private let output: Output
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    /// When the wait ended; what follows is tidying up.
    private var finish: ContinuousClock.Instant?
    /// What the link said last, as far as it explains something.
    private var link: ConnectionState = .offline

    init(assembly: Assembly, request: SendRequest, output: Output) {
        self.assembly = assembly
        self.request = request
        self.output = output
        start = clock.now
    }

    /// - Returns: the worst of the recipients' statuses.
    func run() async throws -> ProgramStatus {
        let client = try assembly.client()
        var statuses: [ProgramStatus] = []
        var stored: [Stored] = []
        for attempt in await store(through: client) {
            switch attempt {
            case .success(let item):
                stored.append(item)
            case .failure(let refusal):
                try refusal.print(to: output)
                statuses.append(refusal.status)
            }
        }
        if !stored.isEmpty {
            try await waitUntilSettled(stored, client: client)
            for item in stored {
                let report = try await self.report(on: item)
                try report.print(to: output)
                statuses.append(report.status)
            }
        }
        return .worst(of: statuses)
    }

    /// A message that is in the store.
    private struct Stored {
        var label: String
        var id: MessageID
        var conversation: ConversationID
    }

    private enum Attempt {
        case success(Stored)
        case failure(SendReport)
    }

    /// One attempt for each recipient; one named twice gets one message.
    private func store(through client: ChatClient) async -> [Attempt] {
        let resolver = assembly.resolver()
        var seen: Set<ConversationID> = []
        var attempts: [Attempt] = []
        for (text, isGroup) in request.recipients.map({ ($0, false) }) + request.groups.map({ ($0, true) }) {
            var label = text
            do {
                let recipient =
                    isGroup ? try await resolver.group(Self.groupName(text)) : try await resolver.resolve(text)
                guard seen.insert(recipient.conversation).inserted else { continue }
                label = recipient.label
                attempts.append(.success(try await enqueue(for: recipient, through: client)))
            } catch {
                let problem = SendReport.Problem(Failure.fact(error))
                attempts.append(
                    .failure(
                        SendReport(
                            to: label, problem: problem, milliseconds: elapsed.milliseconds, time: SystemClock.now())))
            }
        }
        return attempts
    }

    private func enqueue(for recipient: RecipientResolver.Resolved, through client: ChatClient) async throws -> Stored {
        if recipient.isNew, request.target != nil, let peer = recipient.peer {
            try await ServiceCheck(assembly: assembly).check(peer)
        }
        if let peer = recipient.peer { _ = try await assembly.store.startDirect(with: peer) }
        // What somebody is typing in the interface meanwhile is theirs.
        let message = try await client.send(
            request.text, to: recipient.conversation, id: request.identifier, clearsDraft: false)
        return Stored(label: recipient.label, id: message.messageID, conversation: message.conversation)
    }

    /// Returns when every message has come as far as was asked, or cannot, or the time is up.
    private func waitUntilSettled(_ items: [Stored], client: ChatClient) async throws {
        guard request.target != nil else { return }
        let link = AccountLink(assembly: assembly, client: client, purpose: .send) { [weak self] event in
            if case .connection(let state) = event { self?.note(state) }
        }
        let rest = try restDelivery()
        let conversations = Set(items.map(\.conversation))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                if let rest, try await rest.run(conversations) { return false }
                try await link.run()
                return false
            }
            group.addTask { try await self.settle(items) }
            group.addTask { [clock, start, request] in
                try await clock.sleep(until: start + request.timeout)
                return true
            }
            // The link ends by itself only when the access key was refused, and sending by HTTP when all is done: nothing
            // more will happen then either.
            _ = try await group.next()
            finish = clock.now
            await link.flushReceipts()
            group.cancelAll()
            while let _ = try? await group.next() {}
        }
    }

    /// The way without a socket, if that is enough: who waits for receipts has to listen for them.
    private func restDelivery() throws -> RESTDelivery? {
        guard request.target == .sent else { return nil }
        return try RESTDelivery(assembly: assembly) { [weak self] state in self?.note(state) }
    }

    /// Keeps what explains a failure: a new attempt, or giving up at the end, does not.
    private func note(_ state: ConnectionState) {
        switch state {
        case .connecting, .offline: break
        default: link = state
        }
    }

    private func settle(_ items: [Stored]) async throws -> Bool {
        let changes = assembly.store.changes
        if try await areSettled(items) { return true }
        for await _ in changes where try await areSettled(items) { return true }
        return true
    }

    private func areSettled(_ items: [Stored]) async throws -> Bool {
        for item in items {
            guard let state = try await assembly.store.message(item.id)?.state else { continue }
            if state != .parked, !reached(state) { return false }
        }
        return true
    }

    private func reached(_ state: DeliveryState) -> Bool {
        request.target.map { state.hasReached($0) } ?? true
    }

    private func report(on item: Stored) async throws -> SendReport {
        let message = try await assembly.store.message(item.id)
        let state = message?.state ?? .queued
        var report = SendReport(
            to: item.label, id: item.id, state: state, milliseconds: elapsed.milliseconds, time: SystemClock.now())
        if !reached(state) || state == .parked {
            report.problem = SendProblem.explain(
                state, reason: message?.parkReason, link: link, waited: request.timeout)
        }
        return report
    }

    private var elapsed: Duration { (finish ?? clock.now) - start }

    /// `--to-group` takes an id or title, with or without the word that `--to` needs.
    private static func groupName(_ text: String) -> String {
        text.hasPrefix("group:") ? String(text.dropFirst("group:".count)) : text
    }
}
