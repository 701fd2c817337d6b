import ArgumentParser
import ChatModel
import ChatStore

/// `vartalap outbox`: what waits to be sent, and another try for what the server refused.
struct OutboxCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "outbox", abstract: "List what waits to be sent, or retry what was refused.",
            discussion: "Columns: time, to, state, id, text.")
    }

    enum Action: String, CaseIterable, ExpressibleByArgument {
        case list
        case retry
    }

    @Argument(help: "What to do.")
    var action: Action = .list

    @Argument(help: "The ids of the messages to retry.")
    var identifiers: [String] = []

    @Flag(help: "Retry everything that is parked.")
    var all = false

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
        if action == .list, all || !identifiers.isEmpty { throw ValidationError("outbox list takes no ids.") }
        if action == .retry, all != identifiers.isEmpty { throw ValidationError("Give ids to retry, or --all.") }
    }

    @MainActor
    func run() async throws {
        let access = action == .list ? MessageStore.Access.readOnly : .readWrite
        let assembly = try await Assembly.open(try global.configuration(), access: access)
        let output = Output(json: format.json)
        switch action {
        case .list: try await Listing(assembly: assembly, output: output, limit: 1000).outbox()
        case .retry: try await retry(assembly, output)
        }
    }

    /// Puts parked messages back into the queue; the owner of the connection notices and sends.
    private func retry(_ assembly: Assembly, _ output: Output) async throws {
        let items = try await assembly.store.outboxItems()
        let wanted = Set(identifiers)
        if let missing = wanted.subtracting(items.map(\.messageID.rawValue)).min() {
            throw ProgramError.usage("No message with the id \(missing) waits in the outbox. See: vartalap outbox list")
        }
        for item in items where item.state == .parked && (all || wanted.contains(item.messageID.rawValue)) {
            try await assembly.store.unpark(item.messageID, in: item.conversation)
            if output.isJSON {
                var line = JSONLine("retry")
                line.add("ok", true)
                line.add("id", item.messageID.rawValue)
                line.add("to", item.to)
                try output.object(line)
            } else {
                try output.columns("queued", item.messageID.rawValue, item.to)
            }
        }
    }
}
