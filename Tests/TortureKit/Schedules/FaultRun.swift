import ChatModel
import ChatServer
import ChatStore
import ChatWire
import Foundation
import Logging

/// Lets two clients talk through a network that breaks by a seeded plan, over a server with all the defects of its
/// design; then ends the trouble, waits for quiet and judges.
package struct FaultRun: Sendable {
    /// What a schedule is at, so that one which hangs can be told where.
    package actor Place {
        package private(set) var name = "the start"

        package init() {}

        func enter(_ name: String) {
            self.name = name
        }
    }

    package struct Options: Sendable {
        package var seed: UInt64
        package var design: String
        /// How fast the clients' clocks run.
        package var rate = 100
        /// Real time for the schedule's end to become quiet; the verdict follows anyway.
        package var quietWithin = Duration.seconds(120)
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
        /// Sent again by the user, after all repairs by the program.
        package var askedAgain = 0
        package var faults: [String: Int] = [:]
        /// What the clients said of their links at the end.
        package var links: [String] = []
    }

    let options: Options
    let directory: String
    package let place = Place()

    package init(_ options: Options, directory: String) {
        self.options = options
        self.directory = directory
    }

    package func run() async throws -> Outcome {
        let clock = FastClock(
            rate: options.rate, wallStart: Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await clock.run() }
            defer { group.cancelAll() }
            return try await run(on: clock)
        }
    }

    private func run(on clock: FastClock) async throws -> Outcome {
        guard let design = ServerDesign.named(options.design), let behaviour = DesignBehaviour.named(design.release)
        else { throw KillRun.Trouble.design(options.design) }
        let server = try await LocalServer.start(
            LocalServerOptions(
                // Real time, of which the clients may get less than they should.
                design: behaviour, silenceLimit: .seconds(240) / options.rate,
                pingInterval: .seconds(50) / options.rate,
                tokenLifetime: .seconds(365 * 86_400), log: Logger(label: "server") { _ in SwiftLogNoOpLogHandler() },
                now: { clock.wallTime }))
        return try await ending(the: "server", by: server.stop) {
            // Odd seeds break bytes and connections, even ones frames and requests.
            let trouble: any Trouble =
                options.seed.isMultiple(of: 2)
                ? try await ProxyTrouble(server: server.url, seed: options.seed)
                : try await FaultyRelay.start(to: server.port, dice: Dice(seed: options.seed, part: "faults"))
            return try await ending(the: "proxy", by: trouble.stop) {
                try await run(on: clock, server: server, trouble: trouble, design: design)
            }
        }
    }

    /// What was started is ended, however the rest ends: it would disturb the schedules that follow.
    private func ending(
        the name: String, by end: () async -> Void, _ body: () async throws -> Outcome
    ) async throws -> Outcome {
        let result: Result<Outcome, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        await place.enter("the end of the \(name)")
        await end()
        return try result.get()
    }

    private func run(
        on clock: FastClock, server: LocalServer, trouble: any Trouble, design: ServerDesign
    ) async throws -> Outcome {
        var talkers: [Talker] = []
        let users = [UserID("+919876543210"), UserID("+919812345678")]
        for (number, (user, peer)) in zip(users, users.reversed()).enumerated() {
            talkers.append(
                try await Talker.signIn(
                    user, peer: peer, server: server, relay: trouble.url, design: design, clock: clock,
                    log: log(of: user), path: directory + "/talker\(number)"))
        }
        let group = try await talkers[0].createGroup("Torture", with: [talkers[1].user], server: server.url)
        let scene = FaultScene(run: self, talkers: talkers, group: group, trouble: trouble, clock: clock)
        let runners = talkers.map { Runner($0) }
        let outcome = try await ending(
            the: "clients", by: { for runner in runners { await runner.stop() } }, { try await scene.play(runners) })
        await place.enter("the end of the stores")
        for talker in talkers { try talker.store.close() }
        return outcome
    }

    private func log(of user: UserID) -> Logger {
        guard options.isVerbose else { return Logger(label: "talker") { _ in SwiftLogNoOpLogHandler() } }
        var log = Logger(label: user.rawValue) { StreamLogHandler.standardError(label: $0) }
        log.logLevel = .debug
        return log
    }
}
