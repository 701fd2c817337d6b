import ChatModel
import ChatServer
import ChatStore
import ChatTestSupport
import Foundation
import Testing

/// The built program in a real terminal, with the escape corpus in its store: nothing of it reaches the terminal but
/// text. What the program writes is compared with a list of what it may write, and nothing on the list makes a terminal
/// answer (DSR, DA, DECRQSS, a title or a colour asked for), because an answer is typed into the program.
@Suite(.timeLimit(.minutes(5)))
struct HostileTerminalTests {
    private let me = UserID("+919876543210")

    /// What ncurses needs of tmux-256color, and what the program says beside it: pasting in brackets, focus, titles.
    private static let allowed: Set<String> = [
        // Cursor and erasing.
        "CSI A", "CSI B", "CSI C", "CSI D", "CSI G", "CSI H", "CSI J", "CSI K", "CSI L", "CSI M", "CSI P", "CSI S",
        "CSI T", "CSI X", "CSI @", "CSI Z", "CSI b", "CSI d", "CSI r", "ESC 7", "ESC 8", "ESC M", "C0 8", "C0 9",
        "C0 10", "C0 13",
        // Colours and attributes, character sets.
        "CSI m", "ESC (B", "ESC )0", "ESC (0", "C0 14", "C0 15",
        // Modes: insert, keypad, cursor keys, cursor, wrap, other screen, focus, pasting.
        "CSI h 4", "CSI l 4", "CSI h 34", "CSI l 34", "ESC =", "ESC >", "CSI ?h 1", "CSI ?l 1", "CSI ?h 25",
        "CSI ?l 25", "CSI ?h 7",
        "CSI ?h 1049", "CSI ?l 1049", "CSI ?h 1004", "CSI ?l 1004", "CSI ?h 2004", "CSI ?l 2004", "CSI ?h 12",
        "CSI ?l 12", "CSI ?l 1000", "CSI ?l 1002", "CSI ?l 1003", "CSI ?l 1006",
        // The title: kept, set, given back.
        "CSI t 22;2", "CSI t 23;2", "OSC 2",
    ]

    private struct Story {
        var titles: [String]
        var conversations: [ConversationID]
    }

    /// Fills the store as hostile peers and groups would.
    private func fill(_ program: Program) async throws {
        let store = try MessageStore.open(path: program.dataDirectory + "/store.sqlite")
        let cases = EscapeCorpus.texts.filter(\.isShort)
        let time = Timestamp(milliseconds: 1_795_500_000_000)
        let room = ConversationID("../../room")
        var messages: [IncomingMessage] = []
        for (index, hostile) in cases.enumerated() {
            let sender = UserID("+9198\(20_000_000 + index)")
            messages.append(
                IncomingMessage(
                    messageID: MessageID("h\(index)"), conversation: room, isGroup: true, sender: sender,
                    body: .text(hostile.text), time: time.advanced(byMilliseconds: Int64(index)),
                    sequence: Int64(index),
                    arrival: time.advanced(byMilliseconds: Int64(index))))
        }
        _ = try await store.insertOnce(messages)
        let names = cases.enumerated().map { index, hostile in
            Contact(user: UserID("+9198\(20_000_000 + index)"), name: hostile.text)
        }
        try await store.upsertContacts(names)
        for (index, hostile) in cases.prefix(60).enumerated() {
            let group = Group(
                id: ConversationID("../\(index)"), name: hostile.text,
                members: [Member(user: me, role: .admin), Member(user: names[index].user, role: .user)])
            try await store.replaceGroup(group)
        }
        try await store.replaceGroup(
            Group(
                id: room, name: "a\u{1B}]0;owned\u{7}\u{1B}[6n room",
                members: [Member(user: me, role: .admin)] + names.map { Member(user: $0.user, role: .user) }))
        try store.close()
    }

    @Test func onlyWhatIsAllowedReachesTheTerminalAndNothingAsksIt() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person(me.rawValue)
        try await fill(asha)

        let record = asha.home.path + "/written"
        try await TerminalSession.open(
            columns: 180, rows: 60, command: [Program.path], environment: asha.environment
        ) { terminal in
            try await terminal.record(to: record)
            try await terminal.wait(forText: "online")
            try await terminal.press("C-k")
            try await terminal.type("room")
            try await terminal.wait(forText: "6n room")
            try await terminal.press("Enter")
            try await terminal.wait(for: "the history") { $0.contains(" new ---") }
            // Down from the first unread message, up from the last, and through the chats that the titles name.
            let keys =
                Array(repeating: "NPage", count: 12) + ["C-End"] + Array(repeating: "PPage", count: 12)
                + Array(repeating: "M-Down", count: 12)
            for key in keys {
                try await terminal.press(key)
                // Room for the program to draw this page rather than only the next one.
                _ = try await terminal.screen()
            }
            try await terminal.press("C-q")
            try await terminal.waitUntilEnded()
        }
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: record)))

        let stream = TerminalStream(bytes)
        // The pictures of what was taken out of the texts: the corpus was there.
        #expect(["␁", "␇", "␛"].allSatisfy { String(decoding: bytes, as: UTF8.self).contains($0) })
        #expect(bytes.count > 8_000)
        #expect(stream.sequences.subtracting(Self.allowed) == [])
        for title in stream.titles { #expect(Harmful.scalar(in: title) == nil) }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.unicodeScalars.first { Harmful.isHarmful($0) && $0.value > 0x7F } == nil)
        await world.server.stop()
    }

    @Test func whatIsPrintedAndLoggedIsHarmlessAndNoFileIsMadeByAName() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person(me.rawValue)
        try await fill(asha)

        for arguments in [
            ["list", "chats", "--limit", "1000"], ["list", "contacts", "--limit", "1000"],
            ["list", "messages", "--limit", "1000"], ["contacts", "list"], ["status"], ["outbox", "list"],
        ] {
            let plain = try await asha.run(arguments)
            let json = try await asha.run(arguments + ["--json"])
            #expect(plain.status == 0 && json.status == 0, "\(arguments) \(plain.errors)")
            #expect(Harmful.scalar(in: plain.output, allowing: ["\n", "\t"]) == nil)
            #expect(Harmful.scalar(in: json.output, allowing: ["\n"]) == nil)
            #expect(try json.objects().count == json.output.split(separator: "\n").count)
        }
        for hostile in EscapeCorpus.texts.filter(\.isShort).prefix(120) where !hostile.bytes.contains(0) {
            let outcome = try await asha.run("--send", "x", "--to", "n" + hostile.text)
            #expect(outcome.status != 0)
            #expect(Harmful.scalar(in: outcome.errors, allowing: ["\n", "\t"]) == nil)
        }
        _ = try await asha.run("--send", "x", "--to", "me", "--log-level", "trace")
        let log = try String(contentsOfFile: asha.dataDirectory + "/vartalap.log", encoding: .utf8)
        #expect(Harmful.scalar(in: log, allowing: ["\n"]) == nil)
        let files = try FileManager.default.subpathsOfDirectory(atPath: asha.home.path)
        let names = Set(files.map { URL(fileURLWithPath: $0).lastPathComponent })
        let known: Set = [
            "data", "config", "state", "vartalap", "default", "store.sqlite", "store.sqlite-wal", "store.sqlite-shm",
            "store.sqlite.reserve",
            "credentials.toml", "owner.lock", "owner.sock", "vartalap.log", "config.toml",
        ]
        #expect(names.subtracting(known) == [])
        await world.server.stop()
    }
}
