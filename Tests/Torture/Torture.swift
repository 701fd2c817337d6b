import ArgumentParser
import Foundation
import TortureKit

/// Runs what proves that nothing is lost and nothing doubled; see docs/torture.md.
@main
struct Torture: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "Torture", abstract: "Prove that nothing is lost and nothing doubled.",
            subcommands: [
                AllCommand.self, KillCommand.self, ProcessCommand.self, FaultCommand.self, PowerCutCommand.self,
                StorageFaultCommand.self, DamageCommand.self, WorkCommand.self,
            ])
    }
}

/// What every part takes.
struct SeedOptions: ParsableArguments {
    @Option(help: "Where the random choices begin; every failure names it (default: a new one).")
    var seed: UInt64?

    @Option(help: "Where the stores of the run are (default: below the directory for temporary files).")
    var directory: String?

    var chosenSeed: UInt64 { seed ?? UInt64.random(in: 1...999_999) }

    /// A directory of its own for this run, in memory where the system offers that: no process that dies needs a disk.
    func workDirectory() throws -> String {
        let memory = "/dev/shm"
        let base = directory ?? (FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory())
        let path = base + "/vartalap-torture-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return path
    }
}
