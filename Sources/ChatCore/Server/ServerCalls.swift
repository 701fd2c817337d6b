package import ChatModel
package import ChatWire

/// The HTTP side of one account's server: performs a request and reads the answer, with errors as the client means them.
package struct ServerCalls: Sendable {
    private let directory: any Directory
    private let design: ServerDesign
    let server: String
    private let authentication: [APIHeader]

    /// For an account that is signed in.
    package init(directory: any Directory, design: ServerDesign, account: Account, accessKey: String) {
        self.directory = directory
        self.design = design
        server = account.server
        authentication = design.authenticationHeaders(user: account.user, accessKey: accessKey)
    }

    /// For somebody who is about to sign in.
    package init(directory: any Directory, design: ServerDesign, server: String) {
        self.directory = directory
        self.design = design
        self.server = server
        authentication = []
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
        try await perform(design.api.fetchGroup(id), read: design.api.readGroup)
    }

    private func perform<Answer>(
        _ request: APIRequest, read: (APIResponse) throws(APIError) -> Answer
    ) async throws(ClientError) -> Answer {
        var request = request
        if request.needsAuthentication { request.headers += authentication }
        let response: APIResponse
        do {
            response = try await directory.perform(request, server: server)
        } catch {
            throw .link(.transport(error), server: server)
        }
        do {
            return try read(response)
        } catch {
            throw error == .unauthorized ? .link(.accessRefused, server: server) : .answer(error, server: server)
        }
    }
}
