import ChatModel
package import ChatStore
import ChatTestSupport
import Foundation

/// Runs a workload on a logged disk, cuts the power at many instants, and opens what is left with the real store.
///
/// SIGKILL cannot show what a power cut does: the kernel still writes what the process had written. Source: delivery
/// page, trap 2; reliability page, "Crash and durability rig".
package struct PowerCut: Sendable {
    package var seed: UInt64
    package var cuts: Int
    package var steps: Int
    package var durability: MessageStore.Durability
    package var checkpointPages: Int
    /// The program that runs `StoreWorkload` as told by arguments: `StoreTorture`.
    package var workload: String

    /// What all cuts together left.
    package struct Report: Sendable {
        package var cuts = 0
        /// Changes and acknowledgements in the log.
        package var operations = 0
        package var syncs = 0
        package var promises = 0
        /// Cuts after which something promised was not there, and the largest number of such in one cut.
        package var lossy = 0
        package var worstLoss = 0
        /// Cuts after which the store was not sound, or could not be opened.
        package var damaged = 0
        /// The first few of both, with what is needed to run them again.
        package var examples: [String] = []

        package var isClean: Bool { lossy == 0 && damaged == 0 }
    }

    package init(
        seed: UInt64, cuts: Int, steps: Int, durability: MessageStore.Durability, checkpointPages: Int, workload: String
    ) {
        self.seed = seed
        self.cuts = cuts
        self.steps = steps
        self.durability = durability
        self.checkpointPages = checkpointPages
        self.workload = workload
    }

    package func run() async throws -> Report {
        let directory = try TemporaryDirectory()
        let data = directory.file("data")
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: false)
        let log = try DiskLog(file: try record(in: data, log: directory.file("disk.log")))
        return try await cut(log, of: data, in: directory.file("after"))
    }

    /// Runs the workload in a child process and returns the path of the log.
    private func record(in data: String, log: String) throws -> String {
        var shim = try FaultShim(directory: data)
        shim.logTo = log
        try ChildProcess.run(
            workload,
            [
                "work", "--directory", data, "--seed", String(seed), "--steps", String(steps),
                "--synchronous", durability == .full ? "full" : "normal", "--checkpoint-pages", String(checkpointPages),
            ], environment: shim.environment)
        return log
    }

    private func cut(_ log: DiskLog, of data: String, in target: String) async throws -> Report {
        var generator = SeededGenerator(seed: seed &+ 1)
        var report = Report()
        report.operations = log.operations.count
        // Every instant is cut at least once if there are enough cuts; the rest fall at random.
        let count = log.operations.count
        let instants = (0..<cuts).map {
            cuts >= count && $0 < count ? $0 + 1 : Int.random(in: 1...count, using: &generator)
        }
        var remaining = instants.sorted()[...]
        var disk = SimulatedDisk()
        var promises: Set<StoreWorkload.Promise> = []
        for (index, operation) in log.operations.enumerated() {
            disk.perform(operation)
            switch operation {
            case .sync, .syncDirectory: report.syncs += 1
            case .acknowledge(let words): promises.formUnion(words.compactMap { StoreWorkload.Promise($0) })
            default: break
            }
            while remaining.first == index + 1 {
                remaining.removeFirst()
                let luck = SimulatedDisk.Luck.allCases.randomElement(using: &generator) ?? .some
                try prepare(target)
                try disk.materialize(luck: luck, of: data, in: target, using: &generator)
                let verdict = await StoreJudge.judge(directory: target, promises: promises)
                report.add(verdict, "seed \(seed), cut after operation \(index + 1), \(luck) kept")
            }
        }
        report.promises = promises.count
        return report
    }

    private func prepare(_ target: String) throws {
        try? FileManager.default.removeItem(atPath: target)
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
    }
}

extension PowerCut.Report {
    mutating func add(_ verdict: StoreJudge.Verdict, _ instant: String) {
        cuts += 1
        if !verdict.lost.isEmpty { lossy += 1 }
        if !verdict.damage.isEmpty { damaged += 1 }
        worstLoss = max(worstLoss, verdict.lost.count)
        guard !verdict.isGood, examples.count < 5 else { return }
        let lost =
            verdict.lost.isEmpty ? "" : " lost \(verdict.lost.count): \(verdict.lost.prefix(3).joined(separator: ", "))"
        let damage = verdict.damage.isEmpty ? "" : " damaged: \(verdict.damage.prefix(2).joined(separator: "; "))"
        examples.append(instant + lost + damage)
    }

    /// One line for people.
    package var line: String {
        "\(cuts) power cuts in \(operations) operations with \(syncs) syncs and \(promises) promises: "
            + "\(lossy) lost something (worst \(worstLoss)), \(damaged) damaged"
    }
}
