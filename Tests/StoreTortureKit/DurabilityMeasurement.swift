import ChatModel
import ChatStore
import ChatTestSupport
import Foundation

/// What it costs that each commit waits for the disk. Source: docs/decisions, "Full syncs".
struct DurabilityMeasurement {
    /// Where the stores are made: the disk that is measured; empty for the one of temporary files.
    var directory: String
    var commits: Int

    func run() async throws {
        print("durability\tbatch\tmessages/s\tcommit p50 ms\tp99 ms\tmax ms")
        for durability in [MessageStore.Durability.full, .normal] {
            for batch in [1, 100] { try await measure(durability, batch: batch) }
        }
    }

    private func measure(_ durability: MessageStore.Durability, batch: Int) async throws {
        let place = directory.isEmpty ? FileManager.default.temporaryDirectory.path : directory
        let home = place + "/vartalap-measure-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        let store = try MessageStore.open(
            path: StoreWorkload.storePath(in: home), checkpoints: true, durability: durability)
        try await store.setAccount(StoreSamples.account)
        _ = try await store.startDirect(with: StoreSamples.asha)
        let clock = ContinuousClock()
        var times: [Double] = []
        let count = max(20, commits / batch)
        for commit in 0..<count {
            let texts = (0..<batch).map { number in
                StoreSamples.outgoing("See you at the station at ten past six.", id: "m-\(commit)-\(number)")
            }
            let time = try await clock.measure { _ = try await store.enqueue(texts) }
            times.append(Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1e3)
        }
        try store.close()
        report(durability, batch: batch, times.sorted())
    }

    private func report(_ durability: MessageStore.Durability, batch: Int, _ times: [Double]) {
        let total = times.reduce(0, +)
        let rate = Double(times.count * batch) / total * 1e3
        let figures = [times[times.count / 2], times[times.count * 99 / 100], times[times.count - 1]]
        let words = figures.map { String(format: "%.2f", $0) }.joined(separator: "\t")
        print("\(durability == .full ? "FULL" : "NORMAL")\t\(batch)\t\(Int(rate))\t\(words)")
    }
}
