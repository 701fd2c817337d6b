import ChatModel
import ChatServer
import ChatStore
import Foundation
import Testing

/// `vartalap outbox` by process: what scripts see.
@Suite(.timeLimit(.minutes(2)))
struct OutboxTests {
    @Test func theListSaysWhatWaitsAndWhy() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        await world.server.stop()
        _ = try await asha.run("--send", "later", "--to", "+919812345678", "--id", "job-1", "--queue")

        let text = try await asha.run("outbox")
        let listed = try await asha.run("outbox", "list", "--json")

        #expect(text.status == 0 && text.errors.isEmpty)
        #expect(text.output.contains("\tqueued\tjob-1\tlater\t0\t"))
        #expect(text.output.contains("Is sent when vartalap runs and reaches the server."))
        let line = try #require(try listed.objects().first)
        #expect(line["state"] as? String == "queued" && line["attempts"] as? Int == 0)
        #expect((line["ageSeconds"] as? Int).map { (0..<60).contains($0) } == true)
        #expect(line["next"] as? String == "Is sent when vartalap runs and reaches the server.")
    }

    @Test func changesOfGroupsThatWaitAreListed() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        await world.server.stop()
        let created = try await asha.run("groups", "create", "Picnic", "--member", "+919812345678", "--queue")

        let text = try await asha.run("outbox")
        let listed = try await asha.run("outbox", "--json")

        #expect(created.status == 0, "\(created)")
        #expect(text.output.contains("\tPicnic\tqueued\t"))
        #expect(text.output.contains("\tcreate +919812345678\t0\t"))
        let line = try #require(try listed.objects().first)
        #expect(line["change"] as? String == "create" && line["people"] as? [String] == ["+919812345678"])
        #expect(line["next"] as? String == "Is sent when vartalap runs and reaches the server.")
    }

    @Test func aMessageThatNeverLeftIsTakenBack() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        let ravi = try await world.person("+919812345678")
        _ = try await asha.run("--send", "no!", "--to", "+919812345678", "--id", "job-1", "--queue")
        _ = try await asha.run("--send", "yes", "--to", "+919812345678", "--id", "job-2", "--queue")

        let cancelled = try await asha.run("outbox", "cancel", "job-1", "--json")
        let sent = try await asha.run("--send", "more", "--to", "+919812345678")
        let received = try await ravi.run("receive", "--max", "2", "--timeout", "20", "--json")

        #expect(cancelled.status == 0)
        let line = try #require(try cancelled.objects().first)
        #expect(line["ok"] as? Bool == true && line["state"] as? String == "cancelled")
        #expect(line["mayArrive"] == nil)
        #expect(sent.status == 0)
        #expect(try received.objects().map { $0["text"] as? String } == ["yes", "more"])
        let messages = try await asha.run("list", "messages", "--json")
        #expect(try messages.objects().map { $0["text"] as? String } == ["yes", "more"])
        await world.server.stop()
    }

    @Test func everythingThatWaitsCanBeTakenBack() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        await world.server.stop()
        for number in 1...3 {
            _ = try await asha.run("--send", "text", "--to", "+919812345678", "--id", "job-\(number)", "--queue")
        }

        let cancelled = try await asha.run("outbox", "cancel", "--all")

        #expect(cancelled.status == 0)
        #expect(cancelled.output.split(separator: "\n").count == 3)
        #expect(try await asha.run("outbox").output.isEmpty)
        #expect(try await asha.run("outbox", "cancel", "--all").status == 0)
    }

    @Test func whatWasSentCannotBeTakenBackButSentAgain() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        _ = try await world.person("+919812345678")
        _ = try await asha.run("--send", "hi", "--to", "+919812345678", "--id", "job-1")

        let cancelled = try await asha.run("outbox", "cancel", "job-1", "--json")
        let retried = try await asha.run("outbox", "retry", "job-1")

        #expect(cancelled.status == 65)
        let line = try #require(try cancelled.objects().first)
        #expect(line["ok"] as? Bool == false)
        #expect((line["error"] as? [String: any Sendable])?["code"] as? String == "alreadySent")
        #expect(retried.status == 0 && retried.output.hasPrefix("sent\tjob-1\t"))
        await world.server.stop()
    }

    @Test func unknownIdsAndBadCombinationsHaveTheirStatus() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        await world.server.stop()

        let unknown = try await asha.run("outbox", "cancel", "nonsense")
        #expect(unknown.status == 65 && unknown.errors.contains("nonsense"))
        #expect(try await asha.run("outbox", "retry", "nonsense").status == 65)
        #expect(try await asha.run("outbox", "cancel").status == 64)
        #expect(try await asha.run("outbox", "retry", "a", "--all").status == 64)
        #expect(try await asha.run("outbox", "list", "a").status == 64)
        #expect(try await asha.run("outbox", "retry", "--all").status == 0)
    }

    @Test func whatTheServerTookAndNobodyConfirmedIsListed() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        _ = try await world.person("+919812345678")
        _ = try await asha.run("--send", "hi", "--to", "+919812345678", "--id", "job-1")
        let store = try MessageStore.open(path: asha.dataDirectory + "/store.sqlite")
        let owner = try await store.takeOwnership(processID: 1)
        let row = try #require(try await store.watched().first?.row)
        _ = try await store.countRepair(row, isLast: true, at: MessageStore.wallClock(), as: owner)
        try store.close()

        let listed = try await asha.run("outbox", "--json")
        let status = try await asha.run("status", "--json")

        let line = try #require(try listed.objects().first)
        #expect(line["state"] as? String == "unconfirmed" && line["attempts"] as? Int == 1)
        #expect((line["next"] as? String)?.contains("nobody has confirmed it") == true)
        let facts = try #require(try status.objects().first)
        #expect(facts["unconfirmed"] as? Int == 1)
        #expect((facts["promise"] as? [String])?.count == 3)
        await world.server.stop()
    }
}
