import ChatModel
import ChatStore
import ChatTestSupport
import Foundation
import Glibc

// MARK: - Processes that die

extension KillStage {
    /// Lets every account send and receive, and kills whatever runs, until the round's kills are done.
    func playRound() async throws {
        let round = await ledger.report.kills
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in accounts.indices {
                group.addTask { try await liveAndDie(index, round: round) }
                group.addTask { try await send(index, round: round) }
            }
            try await group.waitForAll()
        }
    }

    /// The owner of one account's connection, one process after the other.
    private func liveAndDie(_ index: Int, round: Int) async throws {
        var dice = Dice(seed: run.options.seed, part: "owner \(index) after \(round)")
        while await !ledger.isRoundOver {
            let death = death(of: .owner, &dice)
            let outcome = try await spawn(["receive", "--json"], in: accounts[index], role: .owner, death: death)
            await ledger.show(Self.shown(in: outcome.output, by: accounts[index].user))
            if !outcome.wasKilled { try await complainOfEnd(outcome, of: index) }
            if dice.isLucky(0.25) { try await look(at: index) }
        }
    }

    /// The messages of one account, one after the other, each by a process of its own.
    private func send(_ index: Int, round: Int) async throws {
        var dice = Dice(seed: run.options.seed, part: "enqueuer \(index) after \(round)")
        var script = script(for: index, part: "\(round)-")
        while await ledger.mayAsk {
            let message = script.next()
            let death = dice.isLucky(0.5) ? death(of: .enqueuer, &dice) : nil
            let isRepeated = dice.isLucky(0.5)
            await ledger.ask(message)
            var outcome = try await enqueueAsked(message, from: accounts[index], planned: death)
            if outcome.wasKilled, isRepeated {
                outcome = try await enqueueAsked(message, from: accounts[index], planned: nil)
            }
            if !outcome.wasKilled, outcome.ending != .exited(0) { try await complainOfEnd(outcome, of: index) }
        }
    }

    func enqueue(_ message: Asked, from account: KillAccount, planned death: Death?) async throws {
        await ledger.ask(message)
        try await enqueueAsked(message, from: account, planned: death)
    }

    @discardableResult
    private func enqueueAsked(
        _ message: Asked, from account: KillAccount, planned death: Death?
    ) async throws -> ProgramProcess.Outcome {
        let outcome = try await spawn(arguments(for: message), in: account, role: .enqueuer, death: death)
        // The line is the program's word that the message is safe, whatever happened to the program after it.
        if outcome.ending == .exited(0) || outcome.output.contains("\"queued\"") {
            await ledger.acknowledge(message.id)
        }
        return outcome
    }

    private func death(of role: Role, _ dice: inout Dice) -> Death {
        let points = points[role] ?? []
        if !points.isEmpty, dice.isLucky(0.7) { return .point(points[dice.number(0...points.count - 1)]) }
        return .instant(.milliseconds(dice.number(1...(role == .owner ? 400 : 50))))
    }

    /// Runs a process that dies as planned, or at the latest when the patience is over.
    private func spawn(
        _ arguments: [String], in account: KillAccount, role: Role, death: Death?
    ) async throws -> ProgramProcess.Outcome {
        guard let death else { return try await account.program.run(arguments) }
        var shim: FaultShim?
        var limit = run.options.patience
        switch death {
        case .point(let point):
            shim = try FaultShim(directory: account.program.directory)
            shim?.crashAt = point.description
        case .instant(let instant):
            limit = instant
        }
        let leash = Leash()
        let (outcome, wasTimed) = try await withThrowingTaskGroup(of: ProgramProcess.Outcome?.self) {
            [shim, limit] group in
            group.addTask { try await account.program.run(arguments, shim: shim, leash: leash) }
            group.addTask {
                try? await ContinuousClock().sleep(for: limit)
                if !Task.isCancelled { await leash.send(SIGKILL) }
                return nil
            }
            var wasTimed = false
            while let result = try await group.next() {
                guard let result else {
                    wasTimed = true
                    continue
                }
                group.cancelAll()
                return (result, wasTimed)
            }
            throw KillRun.Trouble.silent("a process without an end")
        }
        await ledger.count(outcome, of: role.rawValue, planned: death, atItsTime: wasTimed)
        return outcome
    }

    private func complainOfEnd(_ outcome: ProgramProcess.Outcome, of index: Int) async throws {
        let words = "\(outcome.ending) \(outcome.errors.suffix(300))"
        await ledger.complain([Violation(.endedByItself, of: accounts[index].user, nil, words)])
    }

    /// The lines that were printed whole.
    private static func shown(in output: String, by user: UserID) -> [Shown] {
        guard let end = output.lastIndex(of: "\n") else { return [] }
        return output[..<end].split(separator: "\n").compactMap { line in
            let fields = (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
            guard let id = fields?["id"] as? String, let from = fields?["from"] as? String, fields?["text"] != nil
            else { return nil }
            return Shown(by: user, id: MessageID(id), sender: UserID(from))
        }
    }
}

// MARK: - Quiet, and the verdict

extension KillStage {
    /// Starts every owner once more, undisturbed; waits until all that was sent is delivered and told; compares.
    func judge() async throws {
        let leashes = accounts.map { _ in Leash() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, account) in accounts.enumerated() {
                group.addTask {
                    let outcome = try await account.program.run(["receive", "--json"], leash: leashes[index])
                    await ledger.show(Self.shown(in: outcome.output, by: account.user))
                    await ledger.count(outcome, of: Role.owner.rawValue, planned: nil, atItsTime: true)
                }
            }
            try await waitForQuiet()
            try await readSome()
            var looks: [StoreLook] = []
            for account in accounts {
                looks.append(try await StoreLook.read(path: account.storePath, user: account.user))
            }
            for leash in leashes { await leash.send(SIGKILL) }
            try await group.waitForAll()
            await ledger.judge(looks, promise: Checker.Promise())
        }
    }

    private func look(at index: Int) async throws {
        await ledger.observe(try await StoreLook.read(path: accounts[index].storePath, user: accounts[index].user))
    }

    /// Some users read some of their conversations; their peers are to hear of it.
    private func readSome() async throws {
        var dice = Dice(seed: run.options.seed, part: "reading after \(await ledger.report.kills)")
        for account in accounts {
            let all = [group] + accounts.map(\.user).filter { $0 != account.user }.map { .direct(account.user, $0) }
            for conversation in all where dice.isLucky(0.5) { try await account.readEverything(in: conversation) }
        }
        try await waitForQuiet()
    }

    /// Returns when every message is delivered as far as its receivers have it, and no receipt waits; after the time
    /// for that is over too, for the verdict will say what is missing.
    func waitForQuiet() async throws {
        let asked = await ledger.history.asked
        for account in accounts {
            let own = Remaining(asked.filter { $0.sender == account.user }.map(\.id))
            _ = try await account.wait(atMost: run.options.quietWithin) { store in
                guard try await store.outboxCounts().waiting == 0, try await store.pendingReceipts(limit: 1).isEmpty
                else { return false }
                return try await own.areDone { id in
                    guard let state = try await store.message(id)?.state else { return true }
                    return state == .parked || state.hasReached(.delivered)
                }
            }
        }
        // A receipt that left one store may still be on its way into another; the reading receivers are the judge.
        for account in accounts {
            let looks = try await readers(except: account)
            let read = Remaining(
                asked.filter { ask in
                    ask.sender == account.user
                        && ask.receivers.allSatisfy { receiver in looks[receiver]?.contains(ask.id) ?? false }
                }.map(\.id))
            _ = try await account.wait(atMost: run.options.quietWithin) { store in
                try await read.areDone { try await store.message($0)?.state == .read }
            }
        }
    }

    /// What each of the others has read.
    private func readers(except author: KillAccount) async throws -> [UserID: Set<MessageID>] {
        var read: [UserID: Set<MessageID>] = [:]
        for account in accounts where account.user != author.user {
            let look = try await StoreLook.read(path: account.storePath, user: account.user)
            read[account.user] = Set(look.messages.filter { $0.state == nil && !$0.isUnread }.map(\.id))
        }
        return read
    }
}

/// Ids that are still to be done; what is done once is not asked again.
private actor Remaining {
    private var ids: [MessageID]

    init(_ ids: [MessageID]) {
        self.ids = ids.reversed()
    }

    func areDone(_ isDone: (MessageID) async throws -> Bool) async throws -> Bool {
        while let id = ids.last {
            guard try await isDone(id) else { return false }
            if ids.last == id { ids.removeLast() }
        }
        return true
    }
}
