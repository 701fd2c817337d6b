import Testing

@Suite(.timeLimit(.minutes(1)))
struct TerminalSessionTests {
    @Test func aProgramInTheTerminalReadsKeysAndFitsTheSize() async throws {
        try await TerminalSession.open(
            columns: 50, rows: 10, command: ["/bin/sh", "-c", "read line; echo got $line; stty size; read end"],
            environment: ["PATH": "/usr/bin:/bin"]
        ) { terminal in
            try await terminal.type("नमस्ते", "Enter")
            try await terminal.wait(forText: "got नमस्ते")
            try await terminal.wait(forText: "10 50")
        }
    }
}
