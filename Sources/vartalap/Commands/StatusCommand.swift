import ArgumentParser
import ChatCore
import ChatModel
import ChatStore
import ChatWire

/// `vartalap status`: what a script or a puzzled user wants to know at one look; asks no server.
struct StatusCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "status", abstract: "Print account, connection owner, outbox and unread counts.")
    }

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
    }

    @MainActor
    func run() async throws {
        let assembly = try await Assembly.open(try global.configuration(), access: .readOnly)
        var account = assembly.account
        let owner = await OwnerStatus.read(assembly.directory)
        let outbox = try await assembly.store.outboxCounts()
        let unread = try await assembly.store.totalUnread()
        let unreadable = try await assembly.store.unreadableCount()
        let design = try await DesignChoice.Described(assembly)
        let recovery = try await assembly.store.lastRecovery()
        let isReadOnly = !assembly.directory.isWritable
        account.design = design.name
        let unconfirmed = try await assembly.store.unconfirmedCount()
        let promise = Promise.sentences(for: try assembly.design().capabilities)
        let output = Output(json: format.json)
        if output.isJSON {
            var line = AccountLine.json("status", account)
            line.add("designFrom", design.source.rawValue)
            line.add("dataDirectory", assembly.directory.path)
            owner.add(to: &line)
            line.add("outbox", Int64(outbox.waiting))
            line.add("parked", Int64(outbox.parked))
            line.add("unread", Int64(unread))
            line.add("unreadable", Int64(unreadable))
            line.add("readOnly", isReadOnly)
            line.add("recoveredAt", recovery.map { PlainText.time($0.time) })
            line.add("damagedFile", recovery?.damagedFile)
            line.add("unconfirmed", Int64(unconfirmed))
            line.add("promise", promise)
            return try output.object(line)
        }
        try output.columns("account", account.user.rawValue)
        try output.columns("server", account.server)
        try output.columns("design", design.name, design.source.words)
        try output.columns("data", assembly.directory.path)
        try output.columns("connection", owner.words)
        try output.columns("outbox", String(outbox.waiting), "parked", String(outbox.parked))
        try output.columns("unread", String(unread))
        if isReadOnly { try output.columns("store", "can only be read") }
        if let recovery {
            try output.columns(
                "recovered", PlainText.time(recovery.time), "from the damaged file", recovery.damagedFile)
        }
        try output.columns("sent, not confirmed", String(unconfirmed))
        for sentence in promise { try output.columns("delivery", sentence) }
        guard unreadable > 0 else { return try output.columns("unreadable frames", "0") }
        try output.columns(
            "unreadable frames", String(unreadable), "kept as they came; a newer version may be able to read them")
    }
}
