import ArgumentParser
import ChatCore
import ChatStore

/// `vartalap contacts import`: takes contacts over from files; asks no server.
struct ContactsImportCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "import", abstract: "Take contacts over from vCard and CSV files.",
            discussion: """
                A directory is read with everything below it, as khard and vdirsyncer keep cards. Without a path the \
                places in contacts.sources of the configuration file are read. Who was in a source and is not any more \
                is removed. What can't be read is listed on standard error with file, line and reason. Exit codes: 0 \
                done, 65 nothing could be read, 66 a file could not be opened (the others were taken).
                """)
    }

    @Argument(help: "Files and directories.")
    var paths: [String] = []

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions

    @MainActor
    func run() async throws {
        let configuration = try global.configuration()
        let sources = (paths.isEmpty ? configuration.list(.contactSources) : paths).map(Places.absolute)
        guard !sources.isEmpty else {
            throw ProgramError.usage(
                "No contact file is named. Give a path, or set contacts.sources in the configuration file.")
        }
        let assembly = try await Assembly.open(configuration)
        let output = Output(json: format.json)
        let contacts = assembly.contactImport()
        let status = try await Interruption.orderly {
            var books: [(source: String, book: ContactBook)] = []
            for source in sources { books.append((source, await contacts.read(source))) }
            try Task.checkCancellation()
            let changes = try await contacts.take(books)
            let report = ContactImportReport(books: books.map(\.book), changes: changes)
            try report.print(to: output)
            return report.status
        }
        if status != .success { throw CommandEnded(status: status) }
    }
}
