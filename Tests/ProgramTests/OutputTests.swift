import ChatModel
import Foundation
import Testing

@testable import vartalap

@Suite struct OutputTests {
    @Test func aJSONLineKeepsItsOrderAndEscapesWhatATerminalObeys() {
        var line = JSONLine("send")
        line.add("ok", true)
        line.add("text", "a\"b\\\n\u{1B}[31m\u{9B}\u{202E}é")
        line.add("missing", String?.none)
        line.add("error") { $0.add("exit", 75) }

        #expect(
            line.text
                == #"{"v":1,"op":"send","ok":true,"text":"a\"b\\\n\u001b[31m\u009b\u202eé","error":{"exit":75}}"#)
    }

    @Test func columnsStayOnOneLine() throws {
        let pipe = Pipe()
        let output = Output(json: false, descriptor: pipe.fileHandleForWriting.fileDescriptor)

        try output.columns("sent", "two\nlines\tand a tab", "\u{1B}]0;title\u{7}")

        try pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.hasPrefix("sent\ttwo\\nlines\\tand a tab\t"))
        #expect(!text.contains("\u{1B}") && text.split(separator: "\n").count == 1)
    }

    @Test func aReaderThatHasGoneEndsTheOutput() throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let output = Output(json: false, descriptor: pipe.fileHandleForWriting.fileDescriptor)

        #expect(throws: ProgramError.outputClosed) { try output.line("hello") }
    }

    @Test(
        arguments: [
            (1_796_308_262_155, "2026-12-03T14:31:02.155Z"),
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func timesAreInUTCWithMilliseconds(milliseconds: Int64, text: String) {
        #expect(PlainText.time(Timestamp(milliseconds: milliseconds)) == text)
    }

    @Test func everyErrorHasASentence() {
        let errors: [ProgramError] = [
            .usage("x."), .unknownName("A"), .ambiguousName("A", matches: []),
            .unknownConversation("c"), .emptyBody, .bodyTooLong(bytes: 2, limit: 1), .notUTF8(source: "x"),
            .identifierTaken("i"), .invalidIdentifier("i"), .notOnService, .cannotRead(path: "p", reason: "r"),
            .unknownTheme("t", nearest: nil, known: []), .dataDirectory(path: "p", reason: "r"),
            .cannotWrite(path: "p", reason: "r"), .noTerminal, .outputClosed, .notLoggedIn, .noServer, .noCode,
            .signedOut, .timedOut("x"), .layer(message: "x.", code: "x", status: .data),
        ]
        for error in errors {
            #expect(!error.message.isEmpty, "\(error)")
            #expect(!error.message.contains("\n"))
        }
    }
}
