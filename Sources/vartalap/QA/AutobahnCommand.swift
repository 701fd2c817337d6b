import ArgumentParser
import ChatCore
import ChatNetwork

/// `vartalap qa autobahn`: this program's WebSocket as the client under test of the Autobahn TestSuite.
struct AutobahnCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "autobahn", abstract: "Run the client cases of the Autobahn TestSuite.",
            discussion: """
                Start the suite first: wstest -m fuzzingserver. Each case echoes what arrives until the server closes; \
                the server writes the report. Exit codes: 0 every case was run, 1 with --verdicts and a case that \
                failed, 69 the server cannot be reached.
                """)
    }

    @Option(help: ArgumentHelp("The suite's address.", valueName: "url"))
    var url = "ws://127.0.0.1:9001"

    @Option(help: ArgumentHelp("Under which name the report lists this client.", valueName: "name"))
    var agent = "vartalap"

    @Option(
        name: .customLong("case"),
        help: ArgumentHelp(
            "Run this case only, by its place in the suite; may be given more than once.", valueName: "number"))
    var cases: [Int] = []

    @Flag(help: "Ask the server how it judges each case, and count the verdicts.")
    var verdicts = false

    @OptionGroup var format: FormatOption
    @ParentCommand var qa: QACommand

    func validate() throws {
        try qa.root.refuseSendOptions()
        if agent.isEmpty || agent.utf8.count > 100 { throw ValidationError("--agent is a name of 1 to 100 bytes.") }
        if cases.contains(where: { $0 < 1 }) { throw ValidationError("--case is a number from 1.") }
    }

    @MainActor
    func run() async throws {
        let suite = AutobahnSuite(url: url, agent: agent, asksForVerdicts: verdicts)
        let (cases, output) = (cases, Output(json: format.json))
        let report = try await Interruption.orderly {
            try await suite.run(only: cases) { line in Output.complain(line) }
        }
        try output.isJSON ? output.object(report.object) : output.line(report.sentence)
        if report.hasFailures { throw CommandEnded(status: .negative) }
    }
}
