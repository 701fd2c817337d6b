import ChatModel
import ChatWire
import Testing

/// The readers of HTTP answers, against recorded ones and against some that no real server gives.
@Suite struct APITests {
    private let api = ServerDesign.v2_8.api

    private func response(_ name: String) throws -> APIResponse {
        try #require(Vector.named(name).answer)
    }

    @Test func aLoginIsReadAsRecorded() throws {
        #expect(
            try api.readLogin(response("v2.8/001"))
                == LoginAnswer(user: asha, accessKey: "8f369b06-791f-4b7d-83a6-e533aaa1a0b3", isNew: true))
        #expect(try api.readLogin(response("v2.8/002")).isNew == false)
        #expect(throws: APIError.unauthorized) { try api.readLogin(response("v2.8/003")) }
        #expect(throws: APIError.refused(status: 400, message: #""notificationToken" is required"#)) {
            try api.readLogin(response("v2.8/005"))
        }
    }

    @Test(arguments: [ServerDesign.v2_5, .v2_8])
    func anEmptyTokenIsLeftOut(design: ServerDesign) {
        let request = design.api.login(user: asha, token: "")
        #expect(request.headers.map(\.name) == ["content-type"])
        #expect(!request.body.contains("authToken"))
    }

    @Test func aContactSyncIsReadAsRecorded() throws {
        #expect(try api.readContactSync(response("v2.8/013")) == [asha, bela])
        #expect(try api.readContactSync(response("v2.8/169")).isEmpty)
        #expect(try api.readContactSync(response("v1/005")) == [asha, bela])
        #expect(throws: APIError.refused(status: 400, message: #""users" is required"#)) {
            try api.readContactSync(response("v2.8/014"))
        }
    }

    @Test func groupsAreReadAsRecorded() throws {
        let members = [
            Member(user: bela, role: .user), Member(user: UserID("+919800000003"), role: .user),
            Member(user: asha, role: .admin),
        ]
        let group = Group(id: ConversationID(team), name: "Team", members: members)
        #expect(try api.readGroups(response("v2.8/052")) == [group])
        #expect(try api.readGroup(response("v2.8/053")) == group)
        #expect(throws: APIError.notFound) { try api.readGroup(response("v2.8/054")) }
        #expect(throws: APIError.refused(status: 200, message: "")) { try api.readGroup(response("v2.8/060")) }
    }

    /// Whatever a service answers to whatever call, the status decides which kind of answer it is.
    @Test(arguments: try (Vector.folders + ["app"]).flatMap { try Vector.exchanges(in: $0) })
    func everyRecordedAnswerIsOfTheRightKind(vector: Vector) throws {
        let answer = try #require(vector.answer)
        let kind: String
        do {
            _ = try api.readContactSync(answer)
            kind = "success"
        } catch {
            kind = "\(error)".prefix { $0 != "(" }.description
        }
        let expected: Set =
            switch answer.status {
            case 200...299 where answer.body.contains(#""status":false"#): ["refused"]
            case 200...299: answer.body.hasPrefix("{") ? ["success"] : ["unreadable"]
            case 401: ["unauthorized"]
            case 404: ["notFound"]
            case 400...499: ["refused"]
            case 500...599: ["unavailable"]
            default: ["unreadable"]
            }
        #expect(expected.contains(kind), "\(kind)")
    }

    @Test(arguments: [
        (APIResponse(status: 401, body: "<html>401</html>"), APIError.unauthorized),
        (APIResponse(status: 403, body: ""), .unauthorized),
        (APIResponse(status: 413, body: "<html>"), .refused(status: 413, message: "")),
        (APIResponse(status: 400, body: #"{"error":"bad request"}"#), .refused(status: 400, message: "bad request")),
        (APIResponse(status: 500, body: "{}"), .unavailable(status: 500, retryAfterSeconds: nil)),
        (
            APIResponse(status: 503, headers: [APIHeader("Retry-After", "12")], body: ""),
            .unavailable(status: 503, retryAfterSeconds: 12)
        ),
        (
            APIResponse(status: 429, headers: [APIHeader("retry-after", "-3")], body: ""),
            .unavailable(status: 429, retryAfterSeconds: nil)
        ),
        (APIResponse(status: 301, body: ""), .unreadable("a redirection")),
        (
            APIResponse(status: 301, headers: [APIHeader("Location", "https://a/")], body: ""),
            .unreadable("a redirection to https://a/")
        ),
        (
            APIResponse(status: 200, body: "<html>"),
            .unreadable("status 200, but a web page instead of data")
        ),
        (APIResponse(status: 200, body: "{"), .unreadable("status 200, but the body is not JSON")),
        (APIResponse(status: 200, body: "[]"), .unreadable("not a JSON object")),
        (APIResponse(status: 200, body: #"{"status":true}"#), .unreadable("no access key in the answer")),
        (
            APIResponse(status: 200, body: #"{"username":"a","accesskey":""}"#),
            .unreadable("no access key in the answer")
        ),
    ])
    func anAnswerThatIsNoneSaysWhy(response: APIResponse, error: APIError) {
        #expect(throws: error) { try api.readLogin(response) }
    }

    @Test func aMemberListedTwiceIsOneMemberWithTheHigherRole() throws {
        let body = """
            {"groupId":"g","members":[{"username":"a","role":"user"},{"username":"b","role":"user"},
            {"username":"a","role":"ADMIN"},{"role":"user"},{"username":"b","role":"guest"}]}
            """
        let group = try api.readGroup(APIResponse(status: 200, body: body))
        #expect(group.members == [Member(user: UserID("a"), role: .admin), Member(user: UserID("b"), role: .user)])
    }

    @Test func aGroupIDNeverLeavesItsPlaceInThePath() {
        #expect(api.fetchGroup(ConversationID("../a b?é")).path == "/v1.0/groups/%2E%2E%2Fa%20b%3F%C3%A9")
    }

    @Test func bodiesSurviveTheRoundTrip() {
        let login = LoginBody(user: asha, token: "t")
        #expect(LoginBody(json: login.json) == login)
        let answer = LoginAnswerBody(user: asha, accessKey: "k", isNew: true)
        #expect(LoginAnswerBody(json: answer.json) == answer)
        let sync = ContactSyncBody(users: [asha, bela])
        #expect(ContactSyncBody(json: sync.json) == sync)
        let group = GroupBody(
            group: Group(id: ConversationID("g"), name: "n", members: [Member(user: asha, role: .admin)]))
        #expect(GroupBody(json: group.json) == group)
    }
}
