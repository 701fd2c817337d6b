import ChatModel
import ChatServer
import ChatStore
import ChatWire
import Foundation
import Logging

/// Lets two clients talk through a network that breaks by a seeded plan, over a server with all the defects of its
/// design; then ends the trouble, waits for quiet and judges.
package struct FaultRun: Sendable {
    package struct Options: Sendable {
        package var seed: UInt64
        package var design: String
        /// How fast the clients' clocks run.
        package var rate = 100
        /// Real time for the schedule's end to become quiet; the verdict follows anyway.
        package var quietWithin = Duration.seconds(60)
        /// The clients say on standard error what they do.
        package var isVerbose = false

        package init(seed: UInt64, design: String) {
            self.seed = seed
            self.design = design
        }
    }

    /// What one schedule came to.
    package struct Outcome: Sendable {
        package var violations: [Violation] = []
        package var asked = 0
        package var delivered = 0
        /// Not delivered, and honestly labelled so: a design without receipts.
        package var unconfirmed = 0
        package var restarts = 0
        package var faults: [String: Int] = [:]
        /// What the clients said of their links at the end.
        package var links: [String] = []
    }

    let options: Options
    let directory: String

    package init(_ options: Options, directory: String) {
        self.options = options
        self.directory = directory
    }

    package func run() async throws -> Outcome {
        guard let behaviour = DesignBehaviour.named(ServerDesign.named(options.design)?.release ?? ""),
            let design = ServerDesign.named(options.design)
        else { throw KillRun.Trouble.design(options.design) }
        let clock = FastClock(
            rate: options.rate, wallStart: Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)))
        let server = try await LocalServer.start(
            LocalServerOptions(
                design: behaviour, silenceLimit: .seconds(60) / options.rate, pingInterval: .seconds(50) / options.rate,
                tokenLifetime: .seconds(365 * 86_400), log: Logger(label: "server") { _ in SwiftLogNoOpLogHandler() },
                now: { clock.wallTime }))
        // Odd seeds break bytes and connections, even ones frames and requests.
        let trouble: any Trouble =
            options.seed.isMultiple(of: 2)
            ? try await ProxyTrouble(server: server.url, seed: options.seed)
            : try await FaultyRelay.start(to: server.port, dice: Dice(seed: options.seed, part: "faults"))
        var talkers: [Talker] = []
        for (number, user) in [UserID("+919876543210"), UserID("+919812345678")].enumerated() {
            talkers.append(
                try await Talker.signIn(
                    user, server: server, relay: trouble.url, design: design, clock: clock, log: log(of: user),
                    path: directory + "/talker\(number)"))
        }
        let group = try await talkers[0].createGroup("Torture", with: [talkers[1].user], server: server.url)
        let schedule = FaultScene(run: self, talkers: talkers, group: group, trouble: trouble, clock: clock)
        let outcome = try await schedule.play()
        for talker in talkers { try talker.store.close() }
        await trouble.stop()
        await server.stop()
        return outcome
    }

    private func log(of user: UserID) -> Logger {
        guard options.isVerbose else { return Logger(label: "talker") { _ in SwiftLogNoOpLogHandler() } }
        var log = Logger(label: user.rawValue) { StreamLogHandler.standardError(label: $0) }
        log.logLevel = .debug
        return log
    }
}
