import Logging

// MARK: - Good moments to try again

extension ChatClient {
    /// A link that carried nothing for so long is taken for dead, whatever it looks like: the servers' front cuts one
    /// on which nothing was written for this time. Source: protocol page, section 16.
    private static var deadAfterSleep: Duration { .seconds(60) }

    /// Listens for wakes and acts on them, at most once in a while.
    func heedWakes() async {
        guard let wakes = configuration.wakes else { return }
        let loop = WakeLoop(clock: clock, uptime: uptime)
        await withTaskGroup { group in
            group.addTask {
                for await wake in wakes.events() {
                    await self.note(wake)
                    loop.wake()
                }
            }
            group.addTask { try? await loop.run { await self.turnWakes() } }
            await group.waitForAll()
        }
    }

    private func note(_ wake: Wake) {
        wakeLimit.note(wake)
    }

    private func turnWakes() -> WakeLoop.Next {
        if let wake = wakeLimit.take(now: uptime.now) { act(on: wake) }
        return .turn(at: wakeLimit.nextDeadline)
    }

    /// Without a link it is time for an attempt; one that seems to be up is asked for a sign of life.
    private func act(on wake: Wake) {
        log.info("woken", metadata: ["by": "\(wake)"])
        if case .resumed(let duration) = wake, duration >= Self.deadAfterSleep, link != nil {
            link?.isStale = true
            link?.control.wake()
        } else {
            feel(.probe)
        }
        retryNow()
    }
}
