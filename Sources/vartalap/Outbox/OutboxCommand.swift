import ArgumentParser
import ChatModel
import ChatStore

/// `vartalap outbox`: what is not delivered yet and why, another try for it, or an end to it.
struct OutboxCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "outbox", abstract: "List what waits to be sent, try it again, or take it back.",
            discussion: """
                list shows what waits for the server, what waits for you, and what the server took but nobody confirmed; \
                changes of groups stand between these. \
                Columns: time, to, state, id, text, attempts, seconds since, what happens next.

                retry puts refused messages back into the queue, and sends again what nobody confirmed. cancel takes \
                messages back that the server has not taken; one that was handed over without an answer may arrive all \
                the same, and the output says so.

                Exit status: 0 done for all; 65 an id is unknown, or its message was sent already; 75 it is being \
                handed to the server at this moment.
                """)
    }

    enum Action: String, CaseIterable, ExpressibleByArgument {
        case list
        case retry
        case cancel
    }

    @Argument(help: "What to do.")
    var action: Action = .list

    @Argument(help: "The ids of the messages.")
    var identifiers: [String] = []

    @Flag(help: "Retry everything that was refused, or cancel everything that waits.")
    var all = false

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
        if action == .list, all || !identifiers.isEmpty { throw ValidationError("outbox list takes no ids.") }
        if action != .list, all != identifiers.isEmpty {
            throw ValidationError("Give ids to \(action.rawValue), or --all.")
        }
    }

    @MainActor
    func run() async throws {
        let access = action == .list ? MessageStore.Access.readOnly : .readWrite
        let assembly = try await Assembly.open(try global.configuration(), access: access)
        let output = Output(json: format.json)
        let status: ProgramStatus =
            switch action {
            case .list: try await OutboxListing(assembly: assembly, output: output).run(limit: 1000)
            case .retry: try await OutboxEdit(assembly: assembly, output: output).retry(wanted)
            case .cancel: try await OutboxEdit(assembly: assembly, output: output).cancel(wanted)
            }
        if status != .success { throw CommandEnded(status: status) }
    }

    /// nil for all.
    private var wanted: [MessageID]? { all ? nil : identifiers.map { MessageID($0) } }
}
