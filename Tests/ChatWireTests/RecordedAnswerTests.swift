import ChatModel
import ChatWire
import Testing

/// Every recorded HTTP answer through the reader of its call: a success is read, and a failure is the error that its
/// status stands for.
@Suite struct RecordedAnswerTests {
    /// The calls of the program, told by method and path.
    private enum Call {
        case login, profile, contacts, groups, group, creation, addition, removal, sending, pulling
        /// Files, the front's own question and the upgrade: nothing of the program reads these.
        case foreign
    }

    private static let cases = try? (Vector.folders + ["app"]).flatMap { try Vector.exchanges(in: $0) }

    @Test func thereAreExchangesOfEveryFolder() {
        #expect((Self.cases ?? []).count > 380)
        #expect(Set((Self.cases ?? []).map(\.folder)).count == 11)
    }

    @Test(arguments: cases ?? [])
    func aRecordedAnswerIsReadAsItsStatusSays(vector: Vector) throws {
        let design = try #require(vector.folder == "app" ? .v2_5 : ServerDesign.named(vector.folder))
        let answer = try #require(vector.answer)
        let call = call(of: vector)
        var failure: APIError?
        do {
            try read(answer, of: call, by: design.api, vector)
        } catch {
            failure = error
        }
        guard call != .foreign || answer.status >= 300 else { return }
        switch answer.status {
        case 200...299: #expect(failure == expectedRefusal(answer))
        case 401: #expect(failure == .unauthorized)
        case 404: #expect(failure == .notFound)
        case 500:
            // Done all the same, on the designs that fail afterwards.
            let isEdit = call == .addition || call == .removal
            let mayHaveWorked = isEdit && ["v1", "v3"].contains(vector.folder)
            #expect(mayHaveWorked || failure == .unavailable(status: 500, retryAfterSeconds: nil))
        case 101: break
        default:
            guard case .refused(let status, let words)? = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(status == answer.status)
            #expect(!words.isEmpty)
        }
    }

    /// `200 {"status":false}` is a refusal.
    private func expectedRefusal(_ answer: APIResponse) -> APIError? {
        let isRefusal = (try? JSONValue.parse(answer.body))?["status"] == false
        return isRefusal ? .refused(status: 200, message: "") : nil
    }

    private func call(of vector: Vector) -> Call {
        let path = (vector.servicePath ?? vector.path ?? "").split(separator: "?").first.map(String.init) ?? "/"
        let parts = path.split(separator: "/")
        let isMessages = vector.path?.contains("/messages") == true || parts.last == "messages"
        switch (vector.method, parts.last ?? "") {
        case ("POST", "login"): return .login
        case ("POST", "sync"): return .contacts
        case ("POST", _) where isMessages: return .sending
        case ("GET", _) where isMessages: return .pulling
        case ("POST", "create"): return .creation
        case ("POST", "add"), ("POST", "members"): return .addition
        case ("POST", "remove"), ("DELETE", _): return .removal
        case ("POST", ""): return .creation
        case (_, "presigned_url"), (_, "signed_url"), (_, "status"), (_, "auth"), (_, "wss"): return .foreign
        case ("GET", ""), ("GET", "get"), ("GET", "profile"):
            let isList = vector.answer.flatMap { try? JSONValue.parse($0.body) }?.array != nil
            return isList ? .groups : .profile
        default: return .group
        }
    }

    private func read(_ answer: APIResponse, of call: Call, by api: any ServerAPI, _ vector: Vector) throws(APIError) {
        switch call {
        case .login: _ = try api.readLogin(answer)
        case .profile, .foreign: _ = try api.readProfile(answer)
        case .contacts: _ = try api.readContactSync(answer)
        case .groups: _ = try api.readGroups(answer)
        case .group: _ = try api.readGroup(answer)
        case .creation: _ = try api.readCreatedGroup(answer)
        case .addition: _ = try api.readAddedMembers(answer)
        case .removal: _ = try api.readRemovedMember(answer)
        case .sending: _ = try api.readSentMessages(answer, of: [MessageID("m-1")])
        case .pulling: _ = try api.readPulledMessages(answer)
        }
    }
}
