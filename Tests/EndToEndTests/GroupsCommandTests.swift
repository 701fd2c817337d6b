import ChatServer
import Foundation
import Testing

/// `vartalap groups` by process: what scripts see.
@Suite(.timeLimit(.minutes(3)))
struct GroupsCommandTests {
    private let asha = "+919876543210"
    private let ravi = "+919812345678"
    private let meera = "+919811111111"

    @Test func aGroupIsMadeChangedAndLeft() async throws {
        let world = try await LocalAccounts.start()
        let a = try await world.person(asha)
        let r = try await world.person(ravi)
        _ = try await world.person(meera)

        let made = try await a.run("groups", "create", "Trip", "--member", ravi, "--json")
        let line = try #require(try made.objects().first)
        #expect(made.status == 0, "\(made.errors)")
        #expect(line["op"] as? String == "group" && line["change"] as? String == "create")
        #expect(line["ok"] as? Bool == true && line["state"] as? String == "done")
        let id = try #require(line["group"] as? String)

        let sent = try await a.run("--send", "who comes?", "--to-group", "Trip")
        let received = try await r.run("receive", "--max", "2", "--timeout", "20", "--json")
        let added = try await a.run("groups", "add", id, meera)
        let members = try await a.run("groups", "members", "trip")
        let refused = try await r.run("groups", "remove", "Trip", asha)
        let removed = try await a.run("groups", "remove", "Trip", meera, "--json")
        let left = try await a.run("groups", "leave", "Trip")
        let late = try await a.run("--send", "hello?", "--to-group", "Trip")
        let listed = try await a.run("groups", "list")

        #expect(sent.status == 0, "\(sent.errors)")
        #expect(try received.objects().compactMap { $0["text"] as? String } == ["who comes?"])
        #expect(added.status == 0 && added.output.hasPrefix("done\t\(id)\tTrip\t\(meera)\t"), "\(added.errors)")
        #expect(members.output.split(separator: "\n").count == 3)
        #expect(members.output.contains("\(asha)\tadmin\tmember"))
        #expect(refused.status == 77 && refused.errors.contains("Only an admin"))
        #expect(removed.status == 0, "\(removed.errors)")
        #expect(try removed.objects().first?["people"] as? [String] == [meera])
        #expect(left.status == 0, "\(left.errors)")
        #expect(late.status == 77 && late.errors.contains("not in this group"))
        #expect(listed.output == "\(id)\tleft\t1\tTrip\n")
        await world.server.stop()
    }

    @Test func whatIsMadeOfflineIsKeptAndDoneWithItsMessageLater() async throws {
        let file = try TemporaryHome()
        let world = try await LocalAccounts.start(storage: .file(file.path + "/server.sqlite"))
        let a = try await world.person(asha)
        let r = try await world.person(ravi)
        await world.server.stop()

        let made = try await a.run("groups", "create", "Trip", "--member", ravi, "--timeout", "1", "--json")
        let queued = try await a.run("--send", "first", "--to-group", "Trip", "--queue")
        let pending = try await a.run("groups", "list")
        let again = try await LocalAccounts.start(
            port: world.server.port, storage: .file(file.path + "/server.sqlite"))
        let second = try await a.run("--send", "second", "--to-group", "Trip")
        let received = try await r.run("receive", "--max", "3", "--timeout", "20", "--json")
        let listed = try await a.run("groups", "list", "--json")

        #expect(made.status == 75)
        #expect(try made.objects().first?["state"] as? String == "queued")
        #expect(queued.status == 0, "\(queued.errors)")
        #expect(pending.output.contains("\tpending\t2\tTrip"))
        #expect(second.status == 0, "\(second.errors)")
        #expect(try received.objects().compactMap { $0["text"] as? String } == ["first", "second"])
        #expect(try listed.objects().map { $0["state"] as? String } == ["member"])
        await again.server.stop()
    }

    @Test func whatCannotBeMeantIsRefusedBeforeAnythingIsKept() async throws {
        let world = try await LocalAccounts.start()
        let a = try await world.person(asha)
        _ = try await world.person(ravi)
        for _ in 1...2 {
            #expect(try await a.run("groups", "create", "Twin", "--member", ravi).status == 0)
        }

        let stranger = try await a.run("groups", "create", "Trip", "--member", "+919800000009", "--json")
        let nobody = try await a.run("groups", "create", "Trip")
        let twin = try await a.run("groups", "leave", "Twin")
        let unknown = try await a.run("groups", "members", "Nowhere")
        let waits = try await a.run("groups", "leave", "Twin", "--queue", "--wait", "done")

        #expect(stranger.status == 67)
        #expect((try stranger.objects().first?["error"] as? [String: any Sendable])?["code"] as? String == "noUser")
        #expect(nobody.status == 65 && nobody.errors.contains("besides you"))
        #expect(twin.status == 65 && twin.errors.contains("may be group:"))
        #expect(unknown.status == 65)
        #expect(waits.status == 64)
        #expect(try await a.run("groups", "list").output.split(separator: "\n").count == 2)
        await world.server.stop()
    }
}
