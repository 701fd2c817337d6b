import ArgumentParser
import ChatCore
import ChatModel
import ChatStore
import Foundation

/// `vartalap contacts sync`: asks the server who of the contacts has an account; needs no connection of its own.
struct ContactsSyncCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "sync", abstract: "Ask the server who has an account.",
            discussion: """
                Only those are asked about whom the server was not asked about within contacts.fresh_hours (default: 24). \
                An open interface does the same by itself.
                """)
    }

    @Flag(help: "Ask about everybody again.")
    var all = false

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions

    @MainActor
    func run() async throws {
        let assembly = try await Assembly.open(try global.configuration())
        guard let calls = try assembly.calls() else { throw ProgramError.notLoggedIn }
        let output = Output(json: format.json)
        let sync = ContactSync(store: assembly.store, calls: calls, freshFor: assembly.contactsFreshFor)
        let isAll = all
        try await Interruption.orderly {
            if isAll { try await assembly.store.forgetContactSync() }
            let asked = try await sync.run(now: SystemClock.now()) { progress in
                guard progress.asked < progress.total, isatty(STDERR_FILENO) == 1 else { return }
                Output.complain("\(progress.asked) of \(progress.total) asked")
            }
            let registered = try await assembly.store.contacts().count { $0.hasAccount }
            guard output.isJSON else {
                return try output.line("asked\t\(asked)\nwithAccount\t\(registered)")
            }
            var line = JSONLine("contactSync")
            line.add("asked", Int64(asked))
            line.add("withAccount", Int64(registered))
            try output.object(line)
        }
    }
}
