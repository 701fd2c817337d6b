import ChatServer
import Foundation
import Testing

/// `--send-lines` by process.
@Suite(.timeLimit(.minutes(2)))
struct SendLinesTests {
    private let world: LocalAccounts
    private let asha: Program
    private let ravi: Program

    init() async throws {
        world = try await LocalAccounts.start()
        asha = try await world.person("+919876543210")
        ravi = try await world.person("+919812345678")
    }

    @Test func eachLineIsAMessageAndIsReportedInOrder() async throws {
        let sent = try await asha.run("--send-lines", "--to", "+919812345678", "--json", input: "one\n\n-two é\nthree")
        let received = try await ravi.run("receive", "--max", "3", "--timeout", "20", "--json")

        #expect(sent.status == 0 && sent.errors.isEmpty, "\(sent.errors)")
        #expect(try sent.objects().map { $0["state"] as? String } == ["sent", "sent", "sent"])
        #expect(try received.objects().map { $0["text"] as? String } == ["one", "-two é", "three"])
        #expect(try received.objects().map { $0["id"] as? String } == sent.objects().map { $0["id"] as? String })
        await world.server.stop()
    }

    @Test func aRepeatedCallWithAnIdSendsOnlyWhatIsNew() async throws {
        let arguments = ["--send-lines", "--to", "+919812345678", "--id", "log"]
        let first = try await asha.run(arguments, input: "one\ntwo\n")
        let second = try await asha.run(arguments, input: "one\ntwo\nthree\n")
        let listed = try await asha.run("list", "messages", "--json")

        #expect(first.status == 0 && second.status == 0, "\(second.errors)")
        #expect(second.output.contains("\tlog-1\t") && second.output.contains("\tlog-3\t"))
        #expect(try listed.objects().map { $0["text"] as? String } == ["one", "two", "three"])
        await world.server.stop()
    }

    @Test func aLineThatCannotBeSentIsToldAndTheOthersGo() async throws {
        let long = String(repeating: "x", count: 20_000)
        let sent = try await asha.run("--send-lines", "--to", "+919812345678", input: "one\n\(long)\ntwo\n")
        let listed = try await asha.run("list", "messages", "--json")

        #expect(sent.status == 65 && sent.errors.contains("+919812345678:"), "\(sent.errors)")
        #expect(try listed.objects().map { $0["text"] as? String } == ["one", "two"])
        await world.server.stop()
    }

    @Test func withoutAServerTheLinesAreKept() async throws {
        _ = try await asha.run("--send", "known", "--to", "+919812345678")
        await world.server.stop()
        let sent = try await asha.run("--send-lines", "--to", "+919812345678", "--timeout", "1", input: "one\ntwo\n")
        let queued = try await asha.run("--send-lines", "--queue", "--to", "+919812345678", input: "three\n")
        let listed = try await asha.run("list", "outbox", "--json")

        #expect(sent.status == 75 && sent.output.split(separator: "\n").count == 2)
        #expect(queued.status == 0 && queued.output.hasPrefix("queued\t"))
        #expect(try listed.objects().map { $0["text"] as? String } == ["one", "two", "three"])
    }

    @Test func whatEndsWhileItAsksAboutContactsLogsNoTrouble() async throws {
        for number in 1...4 {
            _ = try await asha.run("contacts", "add", "+9198000000\(number)0", "Person")
            let sent = try await asha.run("--send", "\(number)", "--to", "+919812345678")
            #expect(sent.status == 0, "\(sent.errors)")
        }
        let log = (try? String(contentsOfFile: asha.dataDirectory + "/vartalap.log", encoding: .utf8)) ?? ""
        #expect(!log.contains("warning"), "\(log)")
        await world.server.stop()
    }
}
