import ChatCore
import ChatModel
import ChatTestSupport
import ChatWire
import Synchronization

/// The HTTP side of a v2.8 server that keeps groups, with failures that a test orders.
final class GroupServer: Sendable {
    /// What happens to the next request that changes something.
    enum Failure: Sendable {
        /// It is done, and the answer is lost.
        case lost
        /// It is not done, and answered so.
        case answered(status: Int, body: String)
    }

    private struct State {
        var groups: [Group] = []
        var failures: [Failure] = []
        /// Changing requests that reached the service.
        var changes: [String] = []
        var strangers: Set<UserID> = []
    }

    private let me: UserID
    private let state: Mutex<State>

    init(me: UserID, groups: [Group] = [], strangers: Set<UserID> = []) {
        self.me = me
        state = Mutex(State(groups: groups, strangers: strangers))
    }

    var directory: ScriptedDirectory {
        ScriptedDirectory { [self] request throws(TransportError) in
            try answer(request)
        }
    }

    var groups: [Group] { state.withLock { $0.groups } }
    /// What was changed, `create`, `add +91…`, in order.
    var changes: [String] { state.withLock { $0.changes } }

    func fail(_ failure: Failure) {
        state.withLock { $0.failures.append(failure) }
    }

    func replace(_ group: Group) {
        state.withLock { state in
            state.groups.removeAll { $0.id == group.id }
            state.groups.append(group)
        }
    }

    func remove(_ id: ConversationID) {
        state.withLock { $0.groups.removeAll { $0.id == id } }
    }

    private func answer(_ request: APIRequest) throws(TransportError) -> APIResponse {
        let body = (try? JSONValue.parse(request.body)) ?? .null
        if request.path.hasSuffix("/contactbook/sync") {
            let asked = (body["users"]?.array ?? []).compactMap(\.string).filter { user in
                state.withLock { !$0.strangers.contains(UserID(user)) }
            }
            return .ok(.object(asked.map { JSONValue.Member($0, true) }))
        }
        guard request.path.hasPrefix("/v1.0/groups/") else { return .ok([:]) }
        let parts = request.path.dropFirst("/v1.0/groups/".count).split(separator: "/").map(String.init)
        guard request.method == .get else { return try change(request.method, parts, body) }
        let groups = groups
        guard let id = parts.first else { return .ok(.array(groups.map { GroupBody(group: $0).json })) }
        guard let group = groups.first(where: { $0.id.rawValue == id }) else { return .refused(404) }
        return .ok(GroupBody(group: group).json)
    }

    private func change(
        _ method: APIRequest.Method, _ parts: [String], _ body: JSONValue
    ) throws(TransportError) -> APIResponse {
        let failure = state.withLock { $0.failures.isEmpty ? nil : $0.failures.removeFirst() }
        if case .answered(let status, let text)? = failure { return APIResponse(status: status, body: text) }
        let answer = state.withLock { state in
            guard let id = parts.first else { return create(body, &state) }
            guard let place = state.groups.firstIndex(where: { $0.id.rawValue == id }) else { return .refused(404) }
            return edit(method, place, body, &state)
        }
        if case .lost? = failure { throw .unreachable(host: "127.0.0.1", reason: "timed out") }
        return answer
    }

    private func create(_ body: JSONValue, _ state: inout State) -> APIResponse {
        let users = (body["members"]?.array ?? []).compactMap(\.string).map { UserID($0) }
        let id = ConversationID("g-\(state.changes.count + 1)")
        state.changes.append("create")
        state.groups.append(
            Group(
                id: id, name: body["name"]?.string ?? "",
                members: users.map { Member(user: $0, role: .user) } + [Member(user: me, role: .admin)]))
        return .ok(["groupId": .string(id.rawValue)])
    }

    private func edit(_ method: APIRequest.Method, _ place: Int, _ body: JSONValue, _ state: inout State) -> APIResponse
    {
        if method == .delete, let member = body["member"]?.string {
            state.changes.append("remove \(member)")
            state.groups[place].members.removeAll { $0.user.rawValue == member }
            if member == me.rawValue { state.groups.remove(at: place) }
        }
        for user in (body["members"]?.array ?? []).compactMap(\.string) {
            state.changes.append("add \(user)")
            state.groups[place].members.append(Member(user: UserID(user), role: .user))
        }
        return .ok(["status": true])
    }
}

extension APIResponse {
    fileprivate static func ok(_ json: JSONValue) -> APIResponse { APIResponse(status: 200, body: json.text) }

    fileprivate static func refused(_ status: Int) -> APIResponse {
        APIResponse(status: status, body: #"{"status":false}"#)
    }
}
