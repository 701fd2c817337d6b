import ChatCore
import ChatModel
import ChatStore
import Synchronization

/// Waits after a schedule until everything is delivered and told, letting time leap whenever nothing moves.
final class Quiet: Sendable {
    let talkers: [Talker]
    let runners: [Runner]
    let clock: FastClock
    let history: History
    let promise: Checker.Promise
    /// Messages that the user had sent again, after all repairs.
    var timesAskedAgain: Int { askedAgain.withLock { $0 } }
    private let askedAgain = Mutex(0)

    init(
        talkers: [Talker], runners: [Runner], clock: FastClock, history: History, promise: Checker.Promise
    ) {
        self.talkers = talkers
        self.runners = runners
        self.clock = clock
        self.history = history
        self.promise = promise
    }

    /// Time without a change in any store after which nothing is expected before the clock leaps.
    private static let stillness = Duration.seconds(6)
    /// Without receipts nobody can say when all has arrived: after so much time nothing more will come.
    private static let silence = Duration.seconds(1_800)

    /// Returns when it is quiet, or when the time for that is over.
    func wait(atMost limit: Duration) async {
        let pulse = Pulse()
        await withTaskGroup(of: Void.self) { group in
            for talker in talkers {
                let changes = talker.store.changes
                group.addTask { for await _ in changes { await pulse.beat() } }
            }
            group.addTask { try? await ContinuousClock().sleep(for: limit) }
            group.addTask { try? await self.untilSettled(pulse) }
            // The watches do not end by themselves.
            await group.next()
            group.cancelAll()
        }
    }

    private func untilSettled(_ pulse: Pulse) async throws {
        var leap = Duration.seconds(20)
        var passed = Duration.zero
        while true {
            let isSettled = try await isSettled(after: passed)
            if await pulse.isBeating(within: Self.stillness, of: clock) { continue }
            if isSettled { return }
            // A leap would be the end of the time that connecting may take.
            if await isConnecting() { continue }
            try Task.checkCancellation()
            // Nobody repairs anything for a peer who shows no sign of life, so both are about.
            for runner in runners { await runner.type() }
            await clock.leap(by: leap)
            passed += leap
            // What is due to happen minutes apart must not happen at the same moment: a repair is lost again when the
            // receiver's link is just being made anew.
            leap = min(leap * 2, passed < .seconds(3 * 3_600) ? .seconds(60) : .seconds(300))
            for talker in talkers { try await retryParked(talker) }
            for (talker, runner) in zip(talkers, runners) { try await askAgain(talker, runner) }
        }
    }

    private func isConnecting() async -> Bool {
        for runner in runners where await runner.state == .connecting { return true }
        return false
    }

    private func isSettled(after passed: Duration) async throws -> Bool {
        for talker in talkers {
            guard try await talker.store.outboxCounts() == OutboxCounts(waiting: 0, parked: 0),
                try await talker.store.pendingReceipts(limit: 1).isEmpty
            else { return false }
        }
        if promise.hasReceipts { return try await isConfirmed() }
        if passed > Self.silence { return true }
        return try await hasArrived()
    }

    /// Every sender knows that everybody has everything.
    private func isConfirmed() async throws -> Bool {
        for ask in history.asked {
            guard let talker = talkers.first(where: { $0.user == ask.sender }),
                let state = try await talker.store.message(ask.id, in: ask.conversation)?.state
            else { continue }
            if !state.hasReached(.delivered) { return false }
        }
        return true
    }

    /// Everybody has everything, whether or not the senders can know.
    private func hasArrived() async throws -> Bool {
        for talker in talkers {
            let owed = history.asked.filter { $0.receivers.contains(talker.user) }
            for (conversation, messages) in Dictionary(grouping: owed, by: \.conversation) {
                let timeline = try await talker.store.timeline(of: conversation, before: nil, limit: 1_000)
                let arrived = Set(timeline.filter { $0.sender != talker.user }.map(\.messageID))
                guard arrived.isSuperset(of: messages.map(\.id)) else { return false }
            }
        }
        return true
    }

    /// When time leaps, both links may break and be made anew together, and a repair that was due meanwhile goes out just
    /// then; five of them can be lost, or the receipt of the last. "Sent, not confirmed" is honest, and the user asks.
    private func askAgain(_ talker: Talker, _ runner: Runner) async throws {
        guard promise.hasReceipts else { return }
        for ask in history.asked where ask.sender == talker.user {
            let message = try await talker.store.message(ask.id, in: ask.conversation)
            guard let message, message.isUnconfirmed, let repairs = message.confirmation?.repairs,
                repairs >= Repair.Limits().gaps.count
            else { continue }
            await runner.retry(message)
            askedAgain.withLock { $0 += 1 }
        }
    }

    /// A message that seems to have ended three links is set aside; the user tries it again.
    private func retryParked(_ talker: Talker) async throws {
        for item in try await talker.store.outboxItems() where item.state == .parked {
            try await talker.store.retry(item.messageID, in: item.conversation)
        }
    }
}

/// Tells whether anything has happened lately.
private actor Pulse {
    private var listeners: [AsyncStream<Void>.Continuation] = []

    func beat() {
        for listener in listeners { listener.yield() }
        listeners = []
    }

    /// Returns true as soon as something happens, false after that time.
    func isBeating(within limit: Duration, of clock: FastClock) async -> Bool {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        listeners.append(continuation)
        return await withTaskGroup { race in
            race.addTask {
                for await _ in stream { return true }
                return false
            }
            race.addTask {
                try? await clock.sleep(for: limit)
                return false
            }
            defer { race.cancelAll() }
            return await race.next() ?? false
        }
    }
}
