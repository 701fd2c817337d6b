import ChatCore
import ChatModel
import ChatNetwork
import ChatServer
import ChatWire
import Foundation
import Testing

/// `--send` by process: what scripts see. Each test has a server and accounts of its own.
@Suite(.timeLimit(.minutes(2)))
struct SendTests {
    @Test func aMessageIsSentAndTheOtherReceivesIt() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        let ravi = try await world.person("+919812345678")

        let sent = try await asha.run("--send", "-5 degrees, नमस्ते", "--to", "+91 98123-45678", "--json")
        let received = try await ravi.run("receive", "--max", "1", "--timeout", "20", "--json")

        #expect(sent.status == 0 && sent.errors.isEmpty)
        let report = try #require(try sent.objects().first)
        #expect(report["v"] as? Int == 1 && report["op"] as? String == "send" && report["ok"] as? Bool == true)
        #expect(report["state"] as? String == "sent" && report["to"] as? String == "+919812345678")
        let message = try #require(try received.objects().first)
        #expect(received.status == 0)
        #expect(message["text"] as? String == "-5 degrees, नमस्ते" && message["from"] as? String == "+919876543210")
        #expect(message["id"] as? String == report["id"] as? String)
        await world.server.stop()
    }

    @Test func theBodyMayComeFromStandardInput() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        _ = try await world.person("+919812345678")
        let text = "two lines\nthe second " + String(repeating: "é", count: 3000)

        let sent = try await asha.run("--send", "-", "--to", "+919812345678", input: text + "\n")
        let listed = try await asha.run("list", "messages", "--json")

        #expect(sent.status == 0)
        #expect(sent.output.hasPrefix("sent\t") && sent.output.contains("\t+919812345678\t"))
        #expect(try listed.objects().first?["text"] as? String == text)
        await world.server.stop()
    }

    @Test func aMessageIsKeptWhileTheServerIsDownAndDeliveredInOrderLater() async throws {
        let file = try TemporaryHome()
        let world = try await LocalAccounts.start(storage: .file(file.path + "/server.sqlite"))
        let asha = try await world.person("+919876543210")
        let ravi = try await world.person("+919812345678")
        await world.server.stop()

        let first = try await asha.run("--send", "first", "--to", "+919812345678", "--timeout", "1", "--json")
        let outbox = try await asha.run("list", "outbox", "--json")
        let again = try await LocalAccounts.start(
            port: world.server.port, storage: .file(file.path + "/server.sqlite"))
        let second = try await asha.run("--send", "second", "--to", "+919812345678")
        let received = try await ravi.run("receive", "--max", "2", "--timeout", "20", "--json")

        #expect(first.status == 75)
        let report = try #require(try first.objects().first)
        #expect(report["ok"] as? Bool == false && report["state"] as? String == "queued")
        #expect((report["error"] as? [String: any Sendable])?["code"] as? String == "unreachable")
        #expect(try outbox.objects().map { $0["text"] as? String } == ["first"])
        #expect(second.status == 0, "\(second.errors)")
        #expect(try received.objects().map { $0["text"] as? String } == ["first", "second"])
        await again.server.stop()
    }

    @Test func queueStoresAndReturns() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        await world.server.stop()

        let queued = try await asha.run("--send", "later", "--to", "+919812345678", "--queue")

        #expect(queued.status == 0 && queued.errors.isEmpty)
        #expect(queued.output.hasPrefix("queued\t"))
    }

    @Test func theSameIdWithTheSameBodyIsTheSameMessage() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        _ = try await world.person("+919812345678")

        let once = try await asha.run("--send", "hi", "--to", "+919812345678", "--id", "job-1")
        let twice = try await asha.run("--send", "hi", "--to", "+919812345678", "--id", "job-1")
        let other = try await asha.run("--send", "ho", "--to", "+919812345678", "--id", "job-1")
        let listed = try await asha.run("list", "messages", "--json")

        #expect(once.status == 0 && twice.status == 0 && other.status == 65)
        #expect(once.output.contains("\tjob-1\t") && twice.output.contains("\tjob-1\t"))
        #expect(try listed.objects().count == 1)
        await world.server.stop()
    }

    @Test func oneBadRecipientOfSeveralIsToldAndTheOthersGetTheMessage() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        _ = try await world.person("+919812345678")

        let sent = try await asha.run("--send", "hi", "--to", "Nobody", "--to", "+919812345678", "--json")

        #expect(sent.status == 65)
        #expect(try sent.objects().map { $0["ok"] as? Bool } == [false, true])
        await world.server.stop()
    }

    @Test func anUnknownNumberIsNotOnTheService() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")

        let sent = try await asha.run("--send", "hi", "--to", "+919800000001")

        #expect(sent.status == 67 && sent.output.isEmpty)
        #expect(sent.errors.contains("no account"))
        await world.server.stop()
    }

    @Test func deliveredIsReportedWhenTheOtherSideReceives() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        let ravi = try await world.person("+919812345678")

        async let received = ravi.run("receive", "--max", "1", "--timeout", "30")
        let sent = try await asha.run("--send", "hi", "--to", "+919812345678", "--wait", "delivered", "--json")

        #expect(sent.status == 0)
        #expect(try sent.objects().first?["state"] as? String == "delivered")
        #expect(try await received.output.hasSuffix("\thi\n"))
        await world.server.stop()
    }

    /// The server keeps one socket a user, so a second one would take the first one's messages away.
    @Test func sendingOpensNoSocketWhereTheServerTakesMessagesByHTTP() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        let ravi = try await world.person("+919812345678")
        let credentials = try #require(try Credentials.load(from: asha.dataDirectory + "/" + Credentials.fileName))
        let socket = try await WebSocketTransport().connect(
            ConnectRequest(
                server: world.server.url, path: ServerDesign.v2_8.socketPath,
                headers: ServerDesign.v2_8.authenticationHeaders(
                    user: UserID("+919876543210"), accessKey: credentials.accessKey)))

        let sent = try await asha.run("--send", "hi", "--to", "+919812345678", "--json")
        let answer = try await ravi.run("--send", "ho", "--to", "+919876543210")

        #expect(sent.status == 0 && answer.status == 0)
        #expect(try sent.objects().first?["state"] as? String == "sent")
        // Our first socket is still the one that the server knows.
        for try await frame in socket.frames {
            if case .text(let text) = frame, text.contains("\"ho\"") { break }
        }
        await socket.close()
        await world.server.stop()
    }
}
