import ChatCore
import ChatStore
import Logging

/// What the owner of the connection does for the store besides: disk space is set aside, and once a day it is copied.
struct StoreUpkeep {
    let store: MessageStore
    let log: Logger
    /// A program that only sends does not stay for so long, and no start is slowed down.
    private static let beforeFirstCopy = Duration.seconds(30)
    private static let pause = Duration.seconds(3600)

    /// Runs until the task is cancelled.
    func run() async {
        await store.setReserveAside()
        var pause = Self.beforeFirstCopy
        while true {
            do {
                try await ContinuousClock().sleep(for: pause)
                await store.setReserveAside()
                if try await store.backUpDaily() { log.info("the store was copied") }
            } catch {
                // A copy that the program's end cuts short is no trouble: the next owner makes it.
                guard !Task.isCancelled else { return }
                log.warning("the store was not copied", metadata: ["reason": "\(Failure.fact(error).message)"])
            }
            pause = Self.pause
        }
    }
}

extension StoreUpkeep {
    /// Told when the space is in use that was set aside.
    static let reserveGivenUp =
        "The disk is full. What you write is stored in the last 8 MB, which were set aside for that; make room soon."
}
