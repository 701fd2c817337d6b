import ArgumentParser
import TortureKit

struct ProcessCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "processes",
            abstract: "Let many processes of one account send while the owners of the connection are killed.")
    }

    @OptionGroup var seed: SeedOptions

    @Option(help: "How many processes send at the same time.")
    var processes = 20

    @Option(help: "The messages of each.")
    var messages = 100

    func run() async throws {
        var options = ProcessRun.Options(seed: seed.chosenSeed)
        options.processes = processes
        options.messages = messages
        print("seed \(options.seed)")
        let run = ProcessRun(options, path: try ProgramProcess.beside(), directory: try seed.workDirectory())
        let report = try await run.run()
        print(report.text)
        if !report.isClean { throw ExitCode.failure }
    }
}
