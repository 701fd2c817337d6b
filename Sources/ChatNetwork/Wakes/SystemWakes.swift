import CWakes
package import ChatCore
import Dispatch
import Glibc

/// What Linux tells of the network and of sleep: rtnetlink for links and addresses, and a timer that is cancelled when
/// the wall clock is set, as it is at resume. Nothing is polled; where the kernel grants a descriptor not, that news is
/// missing and timers do.
package struct SystemWakes: Wakes {
    package init() {}

    package func events() -> AsyncStream<Wake> {
        let (events, continuation) = AsyncStream.makeStream(of: Wake.self)
        let (ending, end) = AsyncStream.makeStream(of: Void.self)
        continuation.onTermination = { _ in end.finish() }
        Task {
            let network = DescriptorWatch(cw_open_network()) { descriptor in
                if Self.drainNetwork(descriptor) { continuation.yield(.network) }
            }
            let sleep = SleepLength()
            let clock = DescriptorWatch(cw_open_clock()) { descriptor in
                guard Self.wasCancelled(descriptor), let slept = sleep.growth() else { return }
                continuation.yield(.resumed(after: slept))
            }
            if network == nil, clock == nil { continuation.finish() }
            for await _ in ending {}
            network?.cancel()
            clock?.cancel()
        }
        return events
    }

    /// Reads everything that waits, and says whether any of it is good news. A queue that overflowed may have held some.
    private static func drainNetwork(_ descriptor: Int32) -> Bool {
        var isNews = false
        let capacity = 32 * 1024
        withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 16) { buffer in
            while true {
                let count = read(descriptor, buffer.baseAddress, capacity)
                if count < 0, errno == ENOBUFS {
                    isNews = true
                } else if count < 0, errno == EINTR {
                    continue
                } else if count <= 0 {
                    return
                } else if cw_tells_of_network(buffer.baseAddress, count) {
                    isNews = true
                }
            }
        }
        return isNews
    }

    /// Reads the timer and arms it again; true when the clock was set.
    private static func wasCancelled(_ descriptor: Int32) -> Bool {
        var expirations: UInt64 = 0
        let count = read(descriptor, &expirations, MemoryLayout<UInt64>.size)
        let isCancelled = count < 0 && errno == ECANCELED
        return cw_arm_clock(descriptor) && isCancelled
    }
}

/// Tells by how much the machine's sleep has grown: the wall clock is also set by people and by time servers.
struct SleepLength: Sendable {
    /// Nanoseconds slept when it was looked at last; sources call back one at a time on their own queue.
    private let last = LastLook(nanoseconds: cw_slept_nanoseconds())

    /// nil when the machine has not slept, or hardly.
    func growth() -> Duration? {
        let grown = last.replace(cw_slept_nanoseconds())
        return grown >= 1_000_000_000 ? .nanoseconds(grown) : nil
    }
}
