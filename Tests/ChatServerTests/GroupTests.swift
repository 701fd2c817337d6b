import ChatModel
import ChatServer
import ChatWire
import NIOHTTP1
import Testing

/// Groups: the calls, the notices, the fan-out.
@Suite(.timeLimit(.minutes(1)))
struct GroupTests {
    /// A group of three with Asha as its admin; Asha and Bela are connected and have read the notice.
    private struct Team {
        let server: TestServer
        let asha: Account
        let bela: Account
        let dev: Account
        let a: TestSocket
        let b: TestSocket
        let id: String

        init(_ server: TestServer) async throws {
            self.server = server
            asha = try await server.login(People.asha)
            bela = try await server.login(People.bela)
            dev = try await server.login(People.dev)
            a = try await server.connect(asha, ack: true)
            b = try await server.connect(bela)
            let answer = try await server.request(
                .POST, "/v1.0/groups/", as: asha,
                body: #"{"name":"Team","members":["+919812345678","+919800000003"],"profilePic":null}"#)
            id = try #require(try answer.json["groupId"]?.string)
            for socket in [a, b] { _ = try await socket.nextJSON() }
        }

        func remove(_ user: UserID, by account: Account) async throws -> TestAnswer {
            try await server.request(
                .DELETE, "/v1.0/groups/\(id)/members", as: account, body: #"{"member":"\#(user.rawValue)"}"#)
        }

        /// Username and role of every member, as the server lists them to `account`.
        func members(as account: Account) async throws -> [String] {
            let group = try await server.request(.GET, "/v1.0/groups/\(id)", as: account).json
            return (group["members"]?.array ?? []).map {
                "\($0["username"]?.string ?? "") \($0["role"]?.string ?? "")"
            }
        }
    }

    @Test func creatingAGroupTellsEveryMemberTheActorIncluded() async throws {
        try await TestServer.run { server in
            let asha = try await server.login(People.asha)
            let a = try await server.connect(asha)
            let answer = try await server.request(
                .POST, "/v1.0/groups/", as: asha, body: #"{"name":"Team","members":["+919812345678"]}"#)
            let id = try #require(try answer.json["groupId"]?.string)

            let notice = try await a.nextJSON()
            #expect(notice["head"]?["type"]?.string == "INDIVIDUAL")
            #expect(notice["head"]?["to"]?.string == id)
            #expect(notice["head"]?["chatid"]?.string == id)
            #expect(notice["chatId"]?.string == id)
            #expect(notice["action"]?.string == "add")
            #expect(notice["id"]?.string?.count == 22)
            #expect(
                notice["body"] == [
                    "added": [
                        ["username": "+919812345678", "role": "user"], ["username": "+919876543210", "role": "admin"],
                    ]
                ])
            try await #expect(server.server.keptMessages(for: People.bela).waiting == 1)
        }
    }

    @Test func aGroupMessageReachesAllButItsSender() async throws {
        try await TestServer.run { server in
            let team = try await Team(server)
            team.a.send(team.asha.text("hi all", id: "gm-1", to: team.id, isGroup: true))
            let arrived = try await team.b.nextJSON()
            #expect(arrived["head"]?["type"]?.string == "GROUP")
            #expect(arrived["to"]?.string == team.id)
            try await #expect(team.a.nextJSON()["head"]?["contentType"]?.string == "SERVER_ACK")
            await team.a.expectPong()

            let d = try await server.connect(team.dev, isSilent: false)
            try await #expect(d.nextJSON()["action"]?.string == "add")
            try await #expect(d.nextJSON()["text"]?.string == "hi all")
        }
    }

    @Test func aMessageToAGroupOfOthersIsAcknowledgedAndDropped() async throws {
        try await TestServer.run { server in
            let team = try await Team(server)
            let stranger = try await server.login(UserID("+919800000009"))
            let s = try await server.connect(stranger, ack: true)
            for group in [team.id, "no-such-group"] {
                s.send(stranger.text("let me in", id: "x", to: group, isGroup: true))
                try await #expect(s.nextJSON()["type"]?.string == "SERVER_ACK")
            }
            await team.b.expectPong()
        }
    }

    @Test func groupTypingIsLiveOnly() async throws {
        try await TestServer.run { server in
            let team = try await Team(server)
            team.a.send(team.asha.typing(to: team.id, isGroup: true))
            let typing = try await team.b.nextJSON()
            #expect(typing["head"]?["category"]?.string == "system")
            #expect(typing["head"]?["type"]?.string == "GROUP")
            // The notice of the group's creation only.
            try await #expect(server.waiting(for: team.dev) == 1)
        }
    }

    @Test func anyMemberMayAddAndOldAndNewAreTold() async throws {
        try await TestServer.run { server in
            let team = try await Team(server)
            let answer = try await server.request(
                .POST, "/v1.0/groups/\(team.id)/members", as: team.bela, body: #"{"members":["+91new"]}"#)
            #expect(answer.body == #"{"status":true}"#)
            for socket in [team.a, team.b] {
                let notice = try await socket.nextJSON()
                #expect(notice["body"] == ["added": [["username": "+91new", "role": "user"]]])
                #expect(notice["from"]?.string == team.bela.user.rawValue)
            }
            try await #expect(server.server.keptMessages(for: UserID("+91new")).waiting == 1)
        }
    }

    @Test func addingNobodyChangesNothing() async throws {
        try await TestServer.run { server in
            let team = try await Team(server)
            let answer = try await server.request(
                .POST, "/v1.0/groups/\(team.id)/members", as: team.asha, body: #"{"members":[]}"#)
            #expect(answer.body == #"{"status":true}"#)
            await team.a.expectPong()
        }
    }

    @Test func addingAnAdminAgainMakesASecondEntry() async throws {
        try await TestServer.run { server in
            let team = try await Team(server)
            _ = try await server.request(
                .POST, "/group/\(team.id)/add", as: team.bela,
                body: #"{"members":["+919876543210","+919800000003"]}"#)
            try await #expect(
                team.members(as: team.bela) == [
                    "+919812345678 user", "+919800000003 user", "+919876543210 admin", "+919876543210 user",
                ])
        }
    }

    @Test func onlyAnAdminMayRemoveOthers() async throws {
        try await TestServer.run { server in
            let team = try await Team(server)
            let refused = try await team.remove(People.dev, by: team.bela)
            #expect(refused.status == 200)
            #expect(refused.body == #"{"status":false}"#)

            try await #expect(team.remove(People.dev, by: team.asha).body == #"{"status":true}"#)
            for socket in [team.a, team.b] {
                try await #expect(socket.nextJSON()["body"] == ["removed": ["+919800000003"]])
            }
            // Told though removed.
            try await #expect(server.waiting(for: team.dev) == 2)
        }
    }

    @Test func whenTheOnlyAdminLeavesTheFirstOtherMemberFollows() async throws {
        try await TestServer.run { server in
            let team = try await Team(server)
            try await #expect(team.remove(People.asha, by: team.asha).body == #"{"status":true}"#)
            try await #expect(team.members(as: team.bela) == ["+919812345678 admin", "+919800000003 user"])
            for socket in [team.a, team.b] {
                try await #expect(socket.nextJSON()["action"]?.string == "remove")
            }
            try await #expect(server.request(.GET, "/v1.0/groups/\(team.id)", as: team.asha).status == 404)
        }
    }

    @Test func strangersSeeNoGroup() async throws {
        try await TestServer.run { server in
            let team = try await Team(server)
            let stranger = try await server.login(UserID("+919800000009"))
            for answer in [
                try await server.request(.GET, "/v1.0/groups/\(team.id)", as: stranger),
                try await team.remove(People.dev, by: stranger),
                try await server.request(
                    .POST, "/v1.0/groups/\(team.id)/members", as: stranger, body: #"{"members":["+91new"]}"#),
            ] {
                #expect(answer.status == 404)
                #expect(answer.body == #"{"status":false}"#)
            }
            try await #expect(server.request(.GET, "/v1.0/groups/", as: stranger).body == "[]")
        }
    }

    @Test func theListLeavesOutTheDocumentID() async throws {
        try await TestServer.run { server in
            let team = try await Team(server)
            for path in ["/v1.0/groups/", "/v1.0/group/get", "/groups/"] {
                let list = try await server.request(.GET, path, as: team.asha).json
                #expect(list.array?.count == 1)
                #expect(list.array?.first?["groupId"]?.string == team.id)
                #expect(list.array?.first?["_id"] == nil)
            }
            let single = try await server.request(.GET, "/v1.0/groups/\(team.id)", as: team.asha).json
            #expect(single["_id"]?.string?.count == 24)
        }
    }

    @Test func noticesSayGroupWhenTheQuirkIsFixed() async throws {
        try await TestServer.run(.quiet(fixed: .mislabelsNotices)) { server in
            let asha = try await server.login(People.asha)
            let a = try await server.connect(asha)
            _ = try await server.request(.POST, "/group/create", as: asha, body: #"{"name":"x","members":[]}"#)
            try await #expect(a.nextJSON()["head"]?["type"]?.string == "GROUP")
        }
    }

    @Test(arguments: [(100, 200), (101, 400)])
    func aGroupIsCreatedWithAHundredMembersAtMost(count: Int, status: Int) async throws {
        try await TestServer.run { server in
            let asha = try await server.login(People.asha)
            let names = (0..<count).map { #""u\#($0)""# }.joined(separator: ",")
            let body = #"{"name":"x","members":[\#(names)]}"#
            let answer = try await server.request(.POST, "/v1.0/groups/", as: asha, body: body)
            #expect(answer.status == status)
            try await #expect(server.request(.POST, "/v1.0/group/create", as: asha, body: body).status == 200)
            guard status == 400 else { return }
            try #expect(
                answer.json["message"]?.string
                    == #""members" must contain less than or equal to 100 items"#)
        }
    }
}
