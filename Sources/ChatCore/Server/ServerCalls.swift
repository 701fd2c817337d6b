package import ChatModel
package import ChatWire

/// The HTTP side of one account's server: performs a request and reads the answer, with errors as the client means them.
package struct ServerCalls: Sendable {
    private let directory: any Directory
    private let design: ServerDesign
    let server: String
    private let authentication: Authentication?

    /// For an account that is signed in.
    ///
    /// - Parameter tokens: where the ID token comes from; asked only where the design needs it.
    package init(
        directory: any Directory, design: ServerDesign, account: Account, accessKey: String,
        tokens: (any TokenSource)? = nil
    ) {
        self.directory = directory
        self.design = design
        server = account.server
        authentication = Authentication(
            user: account.user, accessKey: accessKey, design: design, tokens: tokens)
    }

    /// For somebody who is about to sign in.
    package init(directory: any Directory, design: ServerDesign, server: String) {
        self.directory = directory
        self.design = design
        self.server = server
        authentication = nil
    }

    package func login(user: UserID, token: String) async throws(ClientError) -> LoginAnswer {
        do {
            return try await perform(design.api.login(user: user, token: token), read: design.api.readLogin)
        } catch .link(.accessRefused, _) {
            throw .codeRefused
        }
    }

    package func registered(among users: [UserID]) async throws(ClientError) -> Set<UserID> {
        try await perform(design.api.syncContacts(users), read: design.api.readContactSync)
    }

    package func groups() async throws(ClientError) -> [Group] {
        try await perform(design.api.listGroups(), read: design.api.readGroups)
    }

    package func group(_ id: ConversationID) async throws(ClientError) -> Group {
        try await perform(design.api.fetchGroup(id)) { (response) throws(APIError) in
            try design.api.readGroup(id, in: response)
        }
    }

    package func createGroup(name: String, members: [UserID]) async throws(ClientError) -> ConversationID {
        try await perform(
            design.api.createGroup(name: name, members: members), read: design.api.readCreatedGroup)
    }

    package func addMembers(_ users: [UserID], to group: ConversationID) async throws(ClientError) -> GroupEdit {
        try await perform(design.api.addMembers(users, to: group), read: design.api.readAddedMembers)
    }

    package func removeMember(_ user: UserID, from group: ConversationID) async throws(ClientError) -> GroupEdit {
        try await perform(design.api.removeMember(user, from: group), read: design.api.readRemovedMember)
    }

    /// Sends messages without a socket, and says which the server took.
    func send(_ envelopes: [Envelope]) async throws(ClientError) -> Set<MessageID> {
        let request: APIRequest?
        do {
            request = try design.api.sendMessages(envelopes)
        } catch {
            throw .unwritable(reason: error.summary)
        }
        guard let request else { throw .answer(.notFound, server: server) }
        let ids = envelopes.compactMap(\.id)
        return try await perform(request) { (response) throws(APIError) in
            try design.api.readSentMessages(response, of: ids)
        }
    }

    private func perform<Answer>(
        _ request: APIRequest, read: (APIResponse) throws(APIError) -> Answer
    ) async throws(ClientError) -> Answer {
        let response = request.needsAuthentication ? try await authenticated(request) : try await answer(to: request)
        do {
            return try read(response)
        } catch {
            throw error == .unauthorized ? .link(.accessRefused, server: server) : .answer(error, server: server)
        }
    }

    /// The answer to `request`; when it is a refusal, the one to the same with a newer token.
    private func authenticated(_ request: APIRequest) async throws(ClientError) -> APIResponse {
        guard let authentication else { return try await answer(to: request) }
        let shown = try await signedIn { () async throws(SignInError) in try await authentication.show() }
        let first = try await answer(to: request.with(shown.headers))
        guard first.status == 401 || first.status == 403 else { return first }
        let newer = try await signedIn { () async throws(SignInError) in
            try await authentication.show(insteadOf: shown)
        }
        guard let newer else { return first }
        return try await answer(to: request.with(newer.headers))
    }

    private func signedIn<Result>(
        _ body: () async throws(SignInError) -> Result
    ) async throws(ClientError) -> Result {
        do {
            return try await body()
        } catch {
            throw .link(.signIn(error), server: server)
        }
    }

    private func answer(to request: APIRequest) async throws(ClientError) -> APIResponse {
        do {
            return try await directory.perform(request, server: server)
        } catch {
            throw .link(.transport(error), server: server)
        }
    }
}

extension APIRequest {
    fileprivate func with(_ headers: [APIHeader]) -> APIRequest {
        var request = self
        request.headers += headers
        return request
    }
}
