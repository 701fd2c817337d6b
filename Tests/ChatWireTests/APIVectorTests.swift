import ChatModel
import ChatWire
import Testing

/// Every call of every design: asked as the recordings' client asked it, and the recorded answer read.
@Suite struct APIVectorTests {
    private static let dev = UserID("+919800000003")

    /// The recorded exchange that this request is, or a record of what is missing.
    private func exchange(_ request: APIRequest, in folder: String) throws -> Vector {
        let body = try request.body.isEmpty ? nil : JSONValue.parse(request.body).sorted
        let found = try Vector.exchanges(in: folder).first { vector in
            let text = vector.text.flatMap { try? JSONValue.parse($0) }?.sorted
            return text == body
                && [request, olderForm(of: request)].contains { form in
                    vector.method == form.method.rawValue && path(of: vector) == form.path
                }
        }
        let vector = try #require(found, "no \(request.method.rawValue) \(request.path) \(request.body)")
        let headers = vector.headers ?? [:]
        #expect(request.needsAuthentication == (headers["accesskey"] != nil))
        #expect(request.headers.allSatisfy { headers[$0.name] != nil })
        #expect((headers["content-type"] != nil) == request.headers.contains { $0.name == "content-type" })
        return vector
    }

    /// Through the nginx that v3 ships the paths below a channel are out of reach; the recording asked the service.
    private func path(of vector: Vector) -> String? {
        if vector.folder == "v3", vector.path == nil, let path = vector.servicePath, !path.contains("presigned") {
            return "/v1.0/channels" + path
        }
        return vector.path
    }

    /// The recordings of v2.6 and v2.7 asked by the paths of before, which lead to the same handlers.
    private func olderForm(of request: APIRequest) -> APIRequest {
        var form = request
        if request.method == .delete { form.method = .post }
        switch (request.path, request.method) {
        case ("/v1.0/profile/", _): form.path = "/v1.0/profile/get"
        case ("/v1.0/contactbook/sync", _): form.path = "/v1.0/profile/user/sync"
        case ("/v1.0/groups/", .post): form.path = "/v1.0/group/create"
        case (let path, let method) where path.hasPrefix("/v1.0/groups/") && path.hasSuffix("/members"):
            let end = method == .delete ? "/remove" : "/add"
            form.path = path.replacing("/groups/", with: "/group/").replacing("/members", with: end)
        default: form.method = request.method
        }
        return form
    }

    private func answer(_ request: APIRequest, in folder: String) throws -> APIResponse {
        try #require(exchange(request, in: folder).answer)
    }

    /// The group that the recording's client made first.
    private func recordedGroup(in folder: String) throws -> ConversationID {
        let request = try #require(ServerDesign.named(folder)).api.createGroup(name: "", members: [])
        let creation = try Vector.exchanges(in: folder).first { vector in
            vector.method == "POST" && [request.path, olderForm(of: request).path].contains(vector.path)
        }
        let answer = try JSONValue.parse(#require(creation?.answer).body)
        return try ConversationID(#require(answer["groupId"]?.string))
    }

    // MARK: Signing in and contacts

    @Test(arguments: Vector.folders.filter { $0 != "v2.7" })
    func loginIsAskedAndReadAsRecorded(folder: String) throws {
        let design = try #require(ServerDesign.named(folder))
        // The recordings gave their own tokens to the bodies that must have one.
        let pushToken = ["v2.8": "x", "v3": "n"][folder] ?? "none"
        let user = folder == "v3" ? asha : bela
        var request = design.api.login(user: user, token: "t")
        request.body = request.body.replacing(#""none""#, with: "\"\(pushToken)\"")

        let answer = try design.api.readLogin(self.answer(request, in: folder))

        #expect(answer.user == user)
        #expect(answer.accessKey.count == 36)
        #expect(answer.isNew)
    }

    /// The recordings of v2.7 sent the token in a header only; its schema takes the body of v2.8 as well.
    @Test func v27IsSignedInToAsItsSuccessor() {
        let logins = [ServerDesign.v2_7, .v2_8].map { $0.api.login(user: asha, token: "t") }
        #expect(Set(logins).count == 1)
    }

    @Test(arguments: Vector.folders)
    func profileAndContactsAreAskedAndReadAsRecorded(folder: String) throws {
        let api = try #require(ServerDesign.named(folder)).api
        let asked = folder == "v3" ? [asha, bela] : [asha, bela, Self.dev]

        let profile = try exchange(api.fetchProfile(), in: folder).answer
        let registered = try api.readContactSync(answer(api.syncContacts(asked), in: folder))

        #expect(try api.readProfile(#require(profile)) == asha)
        // On v2.7 and v3 the second had not signed in yet.
        #expect(registered == (["v2.7", "v3"].contains(folder) ? [asha] : [asha, bela]))
    }

    // MARK: Groups

    @Test(arguments: Vector.folders)
    func groupsAreMadeAndReadAsRecorded(folder: String) throws {
        let api = try #require(ServerDesign.named(folder)).api
        let invited = folder == "v1" ? [bela, Self.dev, UserID("+91off")] : [bela, Self.dev]
        let id = try recordedGroup(in: folder)

        #expect(
            try api.readCreatedGroup(answer(api.createGroup(name: "Team", members: invited), in: folder)) == id)
        let list = try answer(api.listGroups(), in: folder)
        #expect(try api.readGroups(list).contains { $0.id == id })
        let one = try answer(api.fetchGroup(id), in: folder)
        let group = try api.readGroup(one)
        #expect(group.name == "Team")
        #expect(group.members == (invited.map { Member(user: $0, role: .user) } + [Member(user: asha, role: .admin)]))
        #expect(try api.readGroup(id, in: one) == group)
        #expect(try api.readGroup(id, in: list) == group)
        #expect(throws: APIError.notFound) { try api.readGroup(ConversationID("another"), in: list) }
    }

    @Test(arguments: Vector.folders)
    func membersAreAddedAndRemovedAsRecorded(folder: String) throws {
        let api = try #require(ServerDesign.named(folder)).api
        let id = try recordedGroup(in: folder)
        let newcomer = UserID(folder == "v1" ? "+91x" : "+91new")

        let addition = try exchange(api.addMembers([newcomer], to: id), in: folder)
        let removal = try exchange(api.removeMember(newcomer, from: id), in: folder)
        let forbidden = try exchange(api.removeMember(Self.dev, from: id), in: folder)

        switch folder {
        case "v1":
            // The first to ask was no admin.
            #expect(throws: APIError.notFound) { try api.readAddedMembers(#require(addition.answer)) }
            #expect(try api.readRemovedMember(#require(removal.answer)) == .done)
        case "v3":
            #expect(try api.readAddedMembers(#require(addition.answer)) == .mayHaveWorked)
            #expect(try api.readRemovedMember(#require(removal.answer)) == .mayHaveWorked)
        default:
            #expect(try api.readAddedMembers(#require(addition.answer)) == .done)
            #expect(try api.readRemovedMember(#require(removal.answer)) == .done)
        }
        #expect(throws: APIError.refused(status: 200, message: "")) {
            try api.readRemovedMember(#require(forbidden.answer))
        }
    }

    /// When the only admin leaves v1 and v3 do it and then fail.
    @Test(arguments: [("v1", GroupEdit.mayHaveWorked), ("v2.0", .done), ("v2.8", .done), ("v3", .mayHaveWorked)])
    func leavingAsTheOnlyAdmin(folder: String, outcome: GroupEdit) throws {
        let api = try #require(ServerDesign.named(folder)).api
        let id = try recordedGroup(in: folder)
        let request = api.removeMember(asha, from: id)
        let leaving = try Vector.exchanges(in: folder).last { vector in
            vector.text == request.body && path(of: vector) == request.path
        }

        #expect(try api.readRemovedMember(#require(leaving?.answer)) == outcome)
    }

    @Test func aFailureThatChangedNothingIsToBeTriedAgain() {
        let failure = APIResponse(status: 500, body: "{}")
        #expect(throws: APIError.unavailable(status: 500, retryAfterSeconds: nil)) {
            try ServerDesign.v2_8.api.readAddedMembers(failure)
        }
        #expect(throws: APIError.unavailable(status: 500, retryAfterSeconds: nil)) {
            try ServerDesign.v1.api.readAddedMembers(failure)
        }
        #expect(throws: APIError.unavailable(status: 503, retryAfterSeconds: nil)) {
            try ServerDesign.v3.api.readAddedMembers(APIResponse(status: 503, body: ""))
        }
    }

    @Test(arguments: [ServerDesign.v2_7, .v2_8])
    func theLimitsAreThoseThatTheServersName(design: ServerDesign) throws {
        let capabilities = design.capabilities
        let words = try Vector.exchanges(in: "v2.8").compactMap(\.answer).map(\.body)
        for limit in [capabilities.maxGroupMembers, capabilities.maxAddedMembers] {
            let limit = try #require(limit)
            #expect(words.contains { $0.contains("less than or equal to \(limit) items") })
        }
    }
}

extension JSONValue {
    /// The same with the members of every object by name, so that their order does not count.
    var sorted: JSONValue {
        switch self {
        case .object(let members):
            .object(members.map { Member($0.name, $0.value.sorted) }.sorted { $0.name < $1.name })
        case .array(let elements): .array(elements.map(\.sorted))
        default: self
        }
    }
}
