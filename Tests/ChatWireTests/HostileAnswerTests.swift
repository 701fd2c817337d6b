import ChatModel
import ChatWire
import Testing

/// HTTP answers that want us to keep too much, or to carry something dangerous: docs/threat-model.md.
@Suite struct HostileAnswerTests {
    private let api = ServerDesign.v2_8.api

    private func group(_ id: String, members: Int, name: String = "Team") -> JSONValue {
        [
            "groupId": .string(id), "name": .string(name),
            "members": .array((0..<members).map { ["username": .string("+91\($0)"), "role": "user"] }),
        ]
    }

    private func answer(_ body: JSONValue) -> APIResponse {
        APIResponse(status: 200, headers: [], body: body.text)
    }

    @Test func aGroupKeepsSoManyMembersAndNoMore() throws {
        let read = try api.readGroup(answer(group("g", members: 20_000)))
        #expect(read.members.count == WireLimits.groupMembers)
    }

    @Test func aListKeepsSoManyGroupsAndNoMore() throws {
        let list = JSONValue.array((0..<5_000).map { group("g\($0)", members: 1) })
        #expect(try api.readGroups(answer(list)).count == WireLimits.groups)
    }

    @Test func aTitleAndNamesAreBounded() throws {
        let read = try api.readGroup(
            answer(group("g", members: 1, name: String(repeating: "t\u{301}", count: 1 << 20))))
        #expect(read.name.unicodeScalars.count == WireLimits.titleScalars)

        let long = String(repeating: "9", count: WireLimits.nameBytes + 1)
        #expect(throws: APIError.unreadable("not a group")) { try api.readGroup(answer(group(long, members: 1))) }
        let named: JSONValue = ["groupId": "g", "members": [["username": .string(long)], ["username": "+911"]]]
        #expect(try api.readGroup(answer(named)).members.map(\.user) == [UserID("+911")])
    }

    @Test func anAnswerWithTooManyKeysOrLevelsIsRefused() {
        let keys = "{" + (0..<600_000).map { "\"\($0)\":true" }.joined(separator: ",") + "}"
        #expect(throws: APIError.self) { try api.readContactSync(APIResponse(status: 200, headers: [], body: keys)) }
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: APIError.self) { try api.readGroups(APIResponse(status: 200, headers: [], body: deep)) }
    }

    /// It would stand in the header of every request from then on.
    @Test(arguments: ["", "a b", "key\r\nx-evil: 1", "schl\u{FC}ssel", "\u{0}", String(repeating: "k", count: 4097)])
    func anAccessKeyThatCannotStandInAHeaderIsNone(key: String) {
        let body: JSONValue = ["status": true, "username": "+91", "accesskey": .string(key)]
        #expect(throws: APIError.unreadable("no access key in the answer")) { try api.readLogin(answer(body)) }
    }

    @Test func aReceiptOrANoticeNamesSoManyAndNoMore() {
        let ids = JSONValue.array((0..<100_000).map { .string("m\($0)") })
        let receipt: JSONValue = [
            "_v": 2, "id": "r", "head": ["from": "a", "to": "b", "contentType": "notification", "action": "state"],
            "body": ["state": "read", "ids": ids],
        ]
        guard case .envelope(let read)? = ServerDesign.v2_8.codec.decode(.text(receipt.text)).first,
            case .receipt(_, let named) = read.content
        else { return #expect(Bool(false)) }
        #expect(named.count == 10_000)

        let users = JSONValue.array((0..<100_000).map { .string("+91\($0)") })
        let notice: JSONValue = [
            "_v": 2, "id": "n",
            "head": ["from": "a", "to": "g", "chatid": "g", "contentType": "notification", "action": "remove"],
            "body": ["removed": users],
        ]
        guard case .envelope(let told)? = ServerDesign.v2_8.codec.decode(.text(notice.text)).first,
            case .groupChange(let change) = told.content
        else { return #expect(Bool(false)) }
        #expect(change.removed.count == WireLimits.groupMembers)
    }

    /// A group may be called anything; in a path it is one component, and it never becomes the name of a file.
    @Test(arguments: ["../../login", "a/b", "a?b=c", "a#b", "%2e%2e", "..", "\r\nx: y", "g\u{0}"])
    func aGroupsIDIsOneComponentOfAPath(id: String) throws {
        for design in ServerDesign.all {
            let path = design.api.fetchGroup(ConversationID(id)).path
            let plain = design.api.fetchGroup(ConversationID("x")).path
            #expect(path.split(separator: "/").count == plain.split(separator: "/").count)
            #expect(!path.contains("..") && path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
            #expect(path.contains("?") == plain.contains("?") && !path.contains("#"))
        }
    }
}
