import ArgumentParser
import FaultProxy

/// `vartalap qa proxy`: a man in the middle that does to the traffic what it is told.
struct ProxyCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "proxy", abstract: "Stand between a client and a server, and break the link on purpose.",
            discussion: """
                The first line on standard output is the address to give to the client. Each fault that happens is told \
                on standard error, or with --json on standard output. Ends with Ctrl+C.

                Faults: latency 300ms±50, bandwidth 16k, timeout [5s], reset, slow-close 1s, slice 7, limit 4096, \
                drop 2, dup 2, reorder 2, corrupt bit, delay-ack 5s, no-ack, close 1011, http 503 [5s], half-open, \
                drop-after-write, second-login [2s], tls-fail. Each takes dir=in or dir=out, p=0.2, seed=7, conn=2, and \
                after=3 frames or at=frame 3 byte 10. With the same --seed the same traffic meets the same faults.

                Example: vartalap qa proxy --to https://chat.example --fault drop 1 dir=out after=3 --fault latency 2s
                """)
    }

    @Option(name: .customLong("to"), help: ArgumentHelp("The server behind the proxy.", valueName: "url"))
    var to: [String] = []

    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:0"

    @Option(
        name: .customLong("ca-file"),
        help: ArgumentHelp("Trust these authorities, too, when the server has TLS.", valueName: "file"))
    var caFile: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("What goes wrong, and when; may be given more than once.", valueName: "spec"))
    var fault: [String] = []

    @Option(
        help: ArgumentHelp(
            "Play the faults of this file, a step a line: after 5 frames or 200ms: drop 2; for 8 frames or 1s",
            valueName: "file"))
    var schedule: String?

    @Option(help: ArgumentHelp("What decides every draw (default: told on standard error).", valueName: "number"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Append every frame to this file, an object a line.", valueName: "file"))
    var record: String?

    @Flag(help: "Record what the frames say, too: message texts, numbers and keys.")
    var unredacted = false

    @OptionGroup var format: FormatOption
    @ParentCommand var qa: QACommand

    func validate() throws {
        _ = try target()
        _ = try faults()
        if schedule != nil, !fault.isEmpty { throw ValidationError("--fault and --schedule do not go together.") }
        if unredacted, record == nil { throw ValidationError("--unredacted goes with --record.") }
    }

    /// What `--to` names; the root command, whose messages have a `--to` as well, sees it first.
    private func target() throws -> String {
        let targets = to + qa.root.sending.recipients
        guard let target = targets.first else { throw ValidationError("The server is missing: --to URL.") }
        if targets.count > 1 { throw ValidationError("--to is given more than once.") }
        return target
    }

    private func faults() throws -> [Fault] {
        do throws(FaultSpecificationError) {
            return try Fault.list(parsing: fault.joined(separator: " "))
        } catch {
            throw ValidationError(error.message)
        }
    }

    @MainActor
    func run() async throws {
        let (target, listen, faults) = (try target(), listen, try faults())
        let seed = seed ?? .random(in: 0..<1_000_000)
        let schedule = try schedule.map { try ScheduleFile.read($0) }
        let caFile = caFile
        let log = try ProxyLog(json: format.json, record: record, isUnredacted: unredacted)
        try await Interruption.orderly {
            let proxy = try await Self.start(
                to: target, listen: listen, faults: faults, seed: seed, caFile: caFile, log: log)
            try log.begin(url: proxy.url, seed: seed)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for await event in proxy.events { try log.write(event) } }
                if let schedule { group.addTask { await proxy.play(schedule) } }
                await Cancellation.wait()
                await proxy.stop()
                try await group.waitForAll()
            }
        }
    }

    private nonisolated static func start(
        to target: String, listen: String, faults: [Fault], seed: UInt64, caFile: String?, log: ProxyLog
    ) async throws(ProgramError) -> FaultProxy {
        do throws(FaultProxyError) {
            return try await FaultProxy.start(
                to: target, listen: listen, faults: faults, seed: seed, recordsFrames: log.records,
                caFile: caFile)
        } catch {
            switch error {
            case .badTarget(let url, let reason): throw .usage("Can't use --to “\(url)”: \(reason).")
            case .badAddress(let address):
                throw .usage("“\(address)” is no address to listen on; one is: 127.0.0.1:0")
            case .cannotListen(let address, let reason): throw .cannotListen("\(address): \(reason)")
            case .noTLS(let reason): throw .cannotListen("TLS cannot be set up: \(reason)")
            }
        }
    }
}
