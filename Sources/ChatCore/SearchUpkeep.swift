package import ChatStore
package import Logging

/// Has what was stored taken into the search index once it is quiet, so that nobody waits for that: neither who writes
/// now, nor who searches later.
package actor SearchUpkeep {
    /// So long nothing is stored before the index is brought up to date.
    package static let calm = Duration.seconds(2)
    /// Where it is never calm, the index lags by no more than this.
    package static let patience = Duration.seconds(30)

    private let store: MessageStore
    private let log: Logger
    private let uptime: Uptime
    private let loop: WakeLoop
    /// When something was stored last, and since when the index lags; nil while it does not.
    private var lastStored: Duration
    private var behindSince: Duration?

    package init(store: MessageStore, log: Logger, clock: any Clock<Duration>) {
        self.store = store
        self.log = log
        uptime = Uptime(clock)
        loop = WakeLoop(clock: clock, uptime: uptime)
        lastStored = uptime.now
        // What was stored while nobody did this.
        behindSince = lastStored
    }

    /// Runs until the task is cancelled.
    package func run() async {
        let changes = store.changes
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await change in changes where change.contains(.messages) { await self.noteStored() }
            }
            try? await loop.run { await self.turn() }
            group.cancelAll()
        }
    }

    private func noteStored() {
        lastStored = uptime.now
        behindSince = behindSince ?? lastStored
        loop.wake()
    }

    private func turn() async -> WakeLoop.Next {
        guard let since = behindSince else { return .turn(at: nil) }
        let due = min(lastStored + Self.calm, since + Self.patience)
        guard uptime.now >= due else { return .turn(at: due) }
        behindSince = nil
        do {
            try await store.catchUpSearchIndex()
        } catch {
            // A search looks through what the index does not hold, and the next message is the next occasion.
            log.notice("the search index is behind", metadata: ["reason": "\(ClientError.store(error).message)"])
        }
        return .turn(at: nil)
    }
}
