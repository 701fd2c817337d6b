import ChatCore
import ChatModel
import ChatStore
import ChatUI
import CursesTerminal
import Terminal

/// Everything that feeds the interface with events: keys, the store, the link and the clock.
final class Feeds {
    private let assembly: Assembly
    private let link: AccountLink
    private let queue: EventQueue
    private let screen: CursesScreen
    /// Returns when the first screen is there.
    private let firstPaint: () async -> Void
    /// Whether a signal asked the process to end.
    private(set) var wasTerminated = false

    init(
        assembly: Assembly, link: AccountLink, queue: EventQueue, screen: CursesScreen,
        firstPaint: @escaping () async -> Void
    ) {
        self.assembly = assembly
        self.link = link
        self.queue = queue
        self.screen = screen
        self.firstPaint = firstPaint
    }

    /// Runs until it is cancelled. The link comes last: what is stored is on the screen before a socket is opened.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.feedTerminal() }
            group.addTask { await self.feedClock() }
            group.addTask { await self.feedStore() }
            group.addTask { await self.feedLink() }
        }
    }

    private func feedTerminal() async {
        for await event in screen.events {
            if event == .terminated { wasTerminated = true }
            queue.post(.terminal(event))
        }
    }

    /// The clock of the top bar moves at each full minute.
    private func feedClock() async {
        while !Task.isCancelled {
            let now = SystemClock.now()
            queue.post(.clock(now, utcOffsetSeconds: SystemClock.utcOffset(at: now)))
            let rest = 60_000 - now.milliseconds % 60_000
            try? await ContinuousClock().sleep(for: .milliseconds(rest))
        }
    }

    private func feedStore() async {
        let changes = assembly.store.changes
        await postOutbox()
        for await change in changes {
            if change.contains(.reserveGivenUp) { queue.post(.notice(StoreUpkeep.reserveGivenUp)) }
            queue.post(.storeChanged)
            await postOutbox()
        }
    }

    private func postOutbox() async {
        guard let counts = try? await assembly.store.outboxCounts() else { return }
        queue.post(
            .outbox(waiting: counts.waiting, parked: counts.parked, groupChanges: counts.groupOperations))
    }

    private func feedLink() async {
        // Where nothing can be stored nothing may be received, and the lock cannot be taken.
        guard assembly.store.access == .readWrite else { return }
        await firstPaint()
        do {
            try await link.run()
        } catch is CancellationError {
            return
        } catch {
            queue.post(.failed(Failure.fact(error).message))
        }
    }
}
