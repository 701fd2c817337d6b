import Testing

/// `vartalap qa autobahn` against a server of that protocol.
struct AutobahnCommandTests {
    @Test func everyCaseIsRunAndTheReportWrittenUnderTheAgentsName() async throws {
        let suite = try await EchoSuite.start()
        let program = Program(home: try TemporaryHome())

        let outcome = try await program.run(
            "qa", "autobahn", "--url", "ws://127.0.0.1:\(suite.port)", "--agent", "my client/1")

        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("2 cases were run in "))
        #expect(outcome.errors == "vartalap: case 1 of 2\nvartalap: case 2 of 2\n")
        #expect(
            await suite.transcript() == [
                "/getCaseCount", "/runCase?case=1&agent=my%20client%2F1", "नमस्ते",
                "/runCase?case=2&agent=my%20client%2F1", "/updateReports?agent=my%20client%2F1",
            ])
        try await suite.stop()
    }

    @Test func verdictsAreCountedAndAFailureIsTold() async throws {
        let suite = try await EchoSuite.start()
        let program = Program(home: try TemporaryHome())

        let outcome = try await program.run(
            "qa", "autobahn", "--url", "ws://127.0.0.1:\(suite.port)", "--verdicts", "--json")

        #expect(outcome.status == 1, "\(outcome.errors)")
        let report = try #require(try outcome.objects().first)
        #expect(report["cases"] as? Int == 2)
        #expect(report["verdicts"] as? [String: Int] == ["OK": 1, "FAILED": 1])
        #expect(report["failed"] as? [String] == ["2"])
        try await suite.stop()
    }

    @Test func aServerThatIsNotThereIsNamed() async throws {
        let program = Program(home: try TemporaryHome())

        let outcome = try await program.run("qa", "autobahn", "--url", "ws://127.0.0.1:1")

        #expect(outcome.status == 69)
        #expect(
            outcome.errors
                == "vartalap: Can't reach the Autobahn TestSuite at ws://127.0.0.1:1: connection refused."
                + " Start it with: wstest -m fuzzingserver\n")
    }

    @Test func aCaseThatTheSuiteDoesNotHaveIsWrongUsage() async throws {
        let suite = try await EchoSuite.start()
        let program = Program(home: try TemporaryHome())

        let outcome = try await program.run(
            "qa", "autobahn", "--url", "ws://127.0.0.1:\(suite.port)", "--case", "3")

        #expect(outcome.status == 64)
        #expect(outcome.errors == "vartalap: There is no case 3: the suite has 2.\n")
        try await suite.stop()
    }
}
