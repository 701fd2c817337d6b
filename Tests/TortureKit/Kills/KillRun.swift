import ChatModel
import ChatServer
import ChatTestSupport
import ChatWire
import Foundation
import Glibc
import Logging

/// Kills the built program again and again while three accounts talk, restarts it at once, and checks after every round
/// that nothing was lost or doubled.
///
/// Each account has a process that owns its connection, and one process a message that stores it (`--send --queue`).
/// They die at named calls (Tests/FaultShim) and at random instants. The server is in this process and has none of its
/// design's defects, since what a server loses is proved in `FaultRun`, where the clock can be made to run.
package struct KillRun: Sendable {
    package struct Options: Sendable {
        package var seed: UInt64
        package var kills = 2_000
        /// Kills from one verdict to the next.
        package var round = 50
        package var design = "v2.8"
        /// How long a process may wait for its planned end, and all of them for quiet.
        package var patience = Duration.milliseconds(1_200)
        package var quietWithin = Duration.seconds(60)

        package init(seed: UInt64) {
            self.seed = seed
        }
    }

    /// Why a run could not even begin.
    enum Trouble: Error {
        case design(String)
        case login(String)
        case silent(String)
    }

    package let options: Options
    /// The built program.
    let path: String
    let directory: String

    /// - Parameter directory: for everything of the run; removed after a clean one.
    package init(_ options: Options, path: String, directory: String) {
        self.options = options
        self.path = path
        self.directory = directory
    }

    /// Runs until the kills are done or a promise is found broken.
    package func run(progress: @Sendable (String) -> Void = { _ in }) async throws -> KillReport {
        let start = ContinuousClock.now
        guard let behaviour = DesignBehaviour.named(options.design), let design = ServerDesign.named(options.design)
        else { throw Trouble.design(options.design) }
        let server = try await LocalServer.start(
            LocalServerOptions(
                design: behaviour, fixed: Quirks(rawValue: .max),
                log: Logger(label: "server") { _ in SwiftLogNoOpLogHandler() }))
        let ledger = KillLedger(seed: options.seed, design: options.design)
        let stage = try await KillStage.set(self, server: server, design: design, ledger: ledger)
        while await ledger.report.kills < options.kills, await ledger.violations.isEmpty {
            let left = await options.kills - ledger.report.kills
            await ledger.beginRound(kills: min(options.round, left), messages: options.round * 2)
            try await stage.playRound()
            try await stage.judge()
            progress(await "\(ledger.report.kills) kills, \(ledger.report.acknowledged) messages")
        }
        await server.stop()
        var report = await ledger.report
        report.duration = ContinuousClock.now - start
        if report.isClean {
            try FileManager.default.removeItem(atPath: directory)
        } else {
            report.directory = directory
        }
        return report
    }
}
