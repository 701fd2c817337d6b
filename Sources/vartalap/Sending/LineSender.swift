import ChatCore
import ChatModel
import ChatStore
import ChatWire

/// `--send-lines`: each line of standard input is a message, stored as it comes and reported when it has come as far as
/// was asked, in order.
///
/// Blank lines are left out. With `--id PREFIX` a line's message is named after its number, so that a call that was cut
/// short may be repeated with the same input and sends nothing twice. Source: cli page.
final class LineSender {
    /// What the command line says.
    struct Request {
        var recipients: [String]
        var groups: [String]
        /// The state to wait for; nil for none.
        var target: DeliveryState?
        /// How long to wait after the last line.
        var timeout: Duration
        var prefix: String?
    }

    private let assembly: Assembly
    private let client: ChatClient
    private let request: Request
    private let output: Output
    private let clock = ContinuousClock()
    private var statuses: Set<ProgramStatus> = []
    /// Messages that are stored and not reported, in order.
    private var waiting: ArraySlice<Stored> = []
    private var isInputOver = false
    private var link: ConnectionState = .offline

    private struct Stored {
        var label: String
        var id: MessageID
        var conversation: ConversationID
        var start: ContinuousClock.Instant
    }

    init(assembly: Assembly, request: Request, output: Output) throws {
        self.assembly = assembly
        self.request = request
        self.output = output
        client = try assembly.client()
    }

    /// - Returns: the worst of all lines' statuses.
    func run() async throws -> ProgramStatus {
        let recipients = try await resolve()
        guard !recipients.isEmpty else { return .worst(of: statuses) }
        if request.target == nil {
            try await read(for: recipients)
        } else {
            try await sendWhileReading(for: recipients)
        }
        try await printSettled(isEnd: true)
        return .worst(of: statuses)
    }

    private func sendWhileReading(for recipients: [RecipientResolver.Resolved]) async throws {
        let link = AccountLink(assembly: assembly, client: client, purpose: .send) { [weak self] event in
            guard let self, case .connection(let state) = event else { return }
            if state != .connecting, state != .offline { self.link = state }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            // Ends by itself only when the access key was refused: nothing more will happen then.
            group.addTask { try await link.run() }
            group.addTask { [clock, timeout = request.timeout] in
                try await self.read(for: recipients)
                guard await self.isWaiting else { return }
                try await clock.sleep(for: timeout)
            }
            group.addTask { try await self.reportSettled() }
            try await group.next()
            await link.flushReceipts()
            group.cancelAll()
            while let _ = try? await group.next() {}
        }
    }

    private var isWaiting: Bool { !waiting.isEmpty }
}

// MARK: - Storing

extension LineSender {
    /// Those who are known; the others are reported.
    private func resolve() async throws -> [RecipientResolver.Resolved] {
        let resolver = assembly.resolver()
        var seen: Set<ConversationID> = []
        var known: [RecipientResolver.Resolved] = []
        let names = request.recipients + request.groups.map { $0.hasPrefix("group:") ? $0 : "group:" + $0 }
        for name in names {
            do {
                let recipient = try await resolver.resolve(name)
                guard seen.insert(recipient.conversation).inserted else { continue }
                if recipient.isNew, request.target != nil, let peer = recipient.peer {
                    try await ServiceCheck(assembly: assembly).check(peer)
                }
                if let peer = recipient.peer { _ = try await assembly.store.startDirect(with: peer) }
                known.append(recipient)
            } catch {
                try refuse(name, error)
            }
        }
        return known
    }

    /// Stores every line of standard input, up to one that the store does not take: what follows must not overtake it.
    private func read(for recipients: [RecipientResolver.Resolved]) async throws {
        var splitter = LineSplitter(limit: WireLimits.textBytes + 2)
        for try await block in InputBlocks() {
            for line in splitter.take(block) where try await !store(line, for: recipients) {
                isInputOver = true
                return
            }
            if request.target == nil { try await printSettled(isEnd: false) }
        }
        try Task.checkCancellation()
        if let last = splitter.finish() { _ = try await store(last, for: recipients) }
        isInputOver = true
    }

    /// - Returns: false when the store failed, which is reported.
    private func store(
        _ line: LineSplitter.Line, for recipients: [RecipientResolver.Resolved]
    ) async throws -> Bool {
        guard line.bytes.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else { return true }
        for recipient in recipients {
            let start = clock.now
            do {
                guard let text = String(validating: line.bytes, as: UTF8.self) else {
                    throw ProgramError.notUTF8(source: "Line \(line.number)")
                }
                try SendRequest.check(text)
                let id = try request.prefix.map { (prefix) throws(ProgramError) in
                    try SendRequest.identifier("\(prefix)-\(line.number)")
                }
                let message = try await enqueue(text, to: recipient.conversation, id: id)
                waiting.append(
                    Stored(
                        label: recipient.label, id: message.messageID, conversation: recipient.conversation,
                        start: start))
            } catch {
                try refuse(recipient.label, error)
                if case .store? = error as? ClientError { return false }
            }
        }
        return true
    }

    /// Tries again for as long as other processes keep the store busy.
    private func enqueue(
        _ text: String, to conversation: ConversationID, id: MessageID?
    ) async throws(ClientError) -> Message {
        while true {
            do {
                return try await client.send(text, to: conversation, id: id, clearsDraft: false)
            } catch {
                guard case .store(.busy) = error, !Task.isCancelled else { throw error }
            }
        }
    }

    private func refuse(_ label: String, _ error: any Error) throws {
        let problem = SendReport.Problem(Failure.fact(error))
        try SendReport(to: label, problem: problem, milliseconds: 0, time: SystemClock.now()).print(to: output)
        statuses.insert(problem.status)
    }
}

// MARK: - Reporting

extension LineSender {
    /// Returns when every line has been read and reported.
    private func reportSettled() async throws {
        let changes = assembly.store.changes
        try await printSettled(isEnd: false)
        for await _ in changes {
            try await printSettled(isEnd: false)
            if isInputOver, waiting.isEmpty { return }
        }
    }

    /// Reports messages from the first on, as far as they are settled; at the end all.
    private func printSettled(isEnd: Bool) async throws {
        while let item = waiting.first {
            let message = try await assembly.store.message(item.id, in: item.conversation)
            let state = message?.state ?? .queued
            let isReached = state != .parked && (request.target.map { state.hasReached($0) } ?? true)
            guard isEnd || isReached || state == .parked else { return }
            waiting.removeFirst()
            var report = SendReport(
                to: item.label, id: item.id, state: state, milliseconds: (clock.now - item.start).milliseconds,
                time: SystemClock.now())
            if !isReached {
                report.problem = SendProblem.explain(
                    state, reason: message?.parkReason, link: link, waited: request.timeout)
            }
            try report.print(to: output)
            statuses.insert(report.status)
        }
    }
}

extension LineSender.Request {
    init(_ options: SendOptions, timeout: Duration) throws {
        self.init(
            recipients: options.recipients, groups: options.groups, target: options.target.state, timeout: timeout,
            prefix: options.identifier)
    }
}
