import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import ChatWire
import Foundation
import Logging
import Testing

@testable import vartalap

/// The escape corpus over everything that the program prints, logs or hands to another program.
@Suite struct HostileOutputTests {
    @Test func theCorpusIsLarge() {
        #expect(EscapeCorpus.all.count >= 400)
        #expect(Set(EscapeCorpus.all.map(\.description)).count == EscapeCorpus.all.count)
    }

    @Test(arguments: EscapeCorpus.all)
    func aColumnIsOneHarmlessColumn(hostile: EscapeCorpus.Case) {
        let column = PlainText.column(hostile.text)

        #expect(Harmful.scalar(in: column) == nil)
    }

    @Test(arguments: EscapeCorpus.all)
    func aSentenceKeepsLinesAtMost(hostile: EscapeCorpus.Case) {
        #expect(Harmful.scalar(in: PlainText.harmless(hostile.text), allowing: ["\n", "\t"]) == nil)
    }

    @Test(arguments: EscapeCorpus.all)
    func aLineOfJSONIsOneHarmlessLineAndKeepsTheText(hostile: EscapeCorpus.Case) throws {
        var line = JSONLine("message")
        line.add("text", hostile.text)
        line.add(hostile.text + " ", ["x", hostile.text])

        #expect(Harmful.scalar(in: line.text) == nil)
        let json = try JSONValue.parse(line.text)
        #expect(json["text"]?.string == hostile.text)
        #expect(json[hostile.text + " "]?.array?.last?.string == hostile.text)
    }

    @Test func everyLineOfTheLogIsOneHarmlessLine() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let cases = EscapeCorpus.all.filter(\.isShort)
        let log = Logger(label: "test") { _ in LogFile(path: path, level: .trace) }

        for hostile in cases { log.notice("\(hostile.text)", metadata: ["reason": "\(hostile.text)"]) }

        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(Harmful.scalar(in: text, allowing: ["\n"]) == nil)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.count == cases.count)
        #expect(lines.allSatisfy { Array($0.utf8).firstRange(of: Array(" reason=".utf8)) != nil })
    }

    @Test(arguments: EscapeCorpus.all)
    func aNotificationIsHarmlessAndBoundedAndItsWordsStayWords(hostile: EscapeCorpus.Case) {
        let conversation = Conversation(id: ConversationID("c"), kind: .group, title: hostile.text)
        let text = NotificationText(
            [
                NotificationText.News(
                    conversation: conversation, count: 1, newest: .text(hostile.text), sender: hostile.text)
            ],
            showsText: true)
        let command = NotificationCommand(words: ["show", "{title}", "{body}", "chat={chat}"], hasMarkup: true)

        let arguments = command.arguments(for: text)

        #expect(arguments.count == 3)
        for argument in arguments {
            #expect(Harmful.scalar(in: argument, allowing: ["\n", "\t"]) == nil)
            #expect(!argument.hasPrefix("-"))
            #expect(argument.unicodeScalars.count < 5000)
        }
        #expect(arguments[0].split(separator: "\n").count <= 1)
        #expect(!arguments[1].contains("<"))
    }

    /// Words of a server, of a peer, of a file: all that a sentence can hold.
    @Test(arguments: EscapeCorpus.all.filter(\.isShort))
    func everySentenceAboutAFailureIsHarmlessAndOneLine(hostile: EscapeCorpus.Case) {
        let text = hostile.text
        let errors: [ClientError] = [
            .link(.transport(.unreachable(host: text, reason: text)), server: text),
            .link(.transport(.closed(code: 1000, reason: text)), server: text),
            .link(.transport(.protocolViolation(text)), server: text),
            .link(.transport(.invalidServer(text)), server: text), .link(.accessRefused, server: text),
            .answer(.refused(status: 400, message: text), server: text), .answer(.unreadable(text), server: text),
            .notVartalap(.redirected(to: text), server: text), .signIn(.refused(text, service: text)),
            .signIn(.command(program: text, reason: text)), .signIn(.noToken(source: text)),
            .wrongDesign(named: "v1", found: ["v2.8"], server: text), .unwritable(reason: text),
            .unknownConversation(ConversationID(text)), .idTaken(MessageID(text)),
            .store(.cannotOpen(path: text, reason: text)), .store(.unexpected(reason: text)),
            .credentials(.malformed(path: text)), .credentials(.exposed(path: text, mode: 0o644, isDirectory: false)),
            .ownership(.cannotOpen(path: text, reason: text)),
        ]
        for error in errors {
            #expect(Harmful.scalar(in: error.message) == nil, "\(error)")
            #expect(error.message.unicodeScalars.count < 1500)
        }
    }
}
