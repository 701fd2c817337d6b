import ChatCore
import ChatModel
import ChatStore
import ChatWire

/// One schedule: what is said and when, which client is started again, and how its end is judged.
struct FaultScene: Sendable {
    let run: FaultRun
    let talkers: [Talker]
    let group: ConversationID
    let trouble: any Trouble
    let clock: FastClock

    func play(_ runners: [Runner]) async throws -> FaultRun.Outcome {
        var outcome = FaultRun.Outcome()
        var history = History()
        var looks: [UserID: StoreLook] = [:]
        for runner in runners { await runner.start() }
        await run.place.enter("learning of the group")
        try await waitForGroup()
        await run.place.enter("the conversation")
        try await talk(runners, &history, &looks, &outcome)
        await trouble.end()
        try await sayTheLast(&history)
        await run.place.enter("waiting for quiet")
        try await judge(runners, history, &looks, &outcome)
        outcome.faults = await trouble.drawn
        return outcome
    }

    /// The schedule itself: what its seed says, in the midst of trouble.
    private func talk(
        _ runners: [Runner], _ history: inout History, _ looks: inout [UserID: StoreLook],
        _ outcome: inout FaultRun.Outcome
    ) async throws {
        var dice = Dice(seed: run.options.seed, part: "schedule")
        var scripts = talkers.indices.map { script(for: $0) }
        for _ in 1...dice.number(10...30) {
            await trouble.turn()
            let index = dice.number(0...1)
            switch dice.number(0...19) {
            case 0, 1:
                await runners[index].restart(orderly: dice.isLucky(0.5))
                outcome.restarts += 1
            case 2:
                try await talkers[index].readEverything(in: talkers[index].direct)
            case 3:
                outcome.violations += try await look(at: talkers[index], &looks)
            default:
                try await say(scripts[index].next(), by: talkers[index], &history)
            }
            // Up to some seconds of the clients' time.
            try await clock.sleep(for: .milliseconds(dice.isLucky(0.2) ? dice.number(0...8_000) : dice.number(0...500)))
        }
    }

    /// Both have something to say, so that each is heard from after everything that may have been lost.
    private func sayTheLast(_ history: inout History) async throws {
        for (talker, peer) in zip(talkers, talkers.reversed()) {
            for conversation in [talker.direct, group] {
                let id = MessageID("last-\(talker.user.rawValue.suffix(3))-\(conversation == group ? "g" : "d")")
                let last = Asked(
                    id: id, sender: talker.user, conversation: conversation, text: "the last",
                    receivers: [peer.user])
                try await say(last, by: talker, &history)
            }
        }
    }

    /// Waits for quiet and compares.
    private func judge(
        _ runners: [Runner], _ history: History, _ looks: inout [UserID: StoreLook], _ outcome: inout FaultRun.Outcome
    ) async throws {
        let promise = Checker.Promise(
            hasReceipts: talkers[0].configuration.design.capabilities.carriesReceipts, readReceiptsAreSure: false)
        let quiet = Quiet(talkers: talkers, runners: runners, clock: clock, history: history, promise: promise)
        // What was sent again on the way to quiet may arrive after it, and is answered too.
        for _ in 1...3 {
            await quiet.wait(atMost: run.options.quietWithin)
            for talker in talkers { outcome.violations += try await look(at: talker, &looks) }
            if looks.values.allSatisfy({ $0.pendingReceipts == 0 }) { break }
        }
        let last = talkers.compactMap { looks[$0.user] }
        outcome.askedAgain = quiet.timesAskedAgain
        outcome.violations += Checker.verdict(history, last, promise: promise)
        for (talker, runner) in zip(talkers, runners) {
            outcome.links.append("\(talker.user.rawValue): \(await runner.state)")
        }
        outcome.asked = history.asked.count
        outcome.delivered = last.reduce(0) { $0 + $1.messages.count { $0.state == nil } }
        outcome.unconfirmed = outcome.asked - outcome.delivered
    }

    private func script(for index: Int) -> MessageScript {
        MessageScript(
            dice: Dice(seed: run.options.seed, part: "messages of \(index)"), sender: talkers[index].user,
            others: [talkers[1 - index].user], group: group, prefix: "\(index)")
    }

    private func say(_ message: Asked, by talker: Talker, _ history: inout History) async throws {
        history.asked.append(message)
        try await talker.send(message)
        history.asked[history.asked.count - 1].isAcknowledged = true
    }

    private func look(at talker: Talker, _ looks: inout [UserID: StoreLook]) async throws -> [Violation] {
        let look = try await StoreLook.read(path: talker.path + "/store.sqlite", user: talker.user)
        let earlier = looks.updateValue(look, forKey: talker.user)
        return earlier.map { Checker.progress(from: $0, to: look) } ?? []
    }

    /// Nobody can write to a group that their store does not know yet; it is learned through the troubled network.
    private func waitForGroup() async throws {
        try await withThrowingTaskGroup(of: Void.self) { race in
            race.addTask {
                for talker in talkers {
                    let changes = talker.store.changes
                    if try await !talker.store.groups().isEmpty { continue }
                    for await _ in changes where try await !talker.store.groups().isEmpty { break }
                }
            }
            race.addTask {
                try await ContinuousClock().sleep(for: run.options.quietWithin)
                throw KillRun.Trouble.silent("nobody learned of the group")
            }
            try await race.next()
            race.cancelAll()
        }
    }
}
