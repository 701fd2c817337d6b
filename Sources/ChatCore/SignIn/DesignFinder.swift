package import ChatWire

/// Finds out which design a server speaks, by asking it harmless questions. Source: protocol page, section 3.1.
package struct DesignFinder: Sendable {
    private let directory: any Directory
    private let server: String

    package init(directory: any Directory, server: String) {
        self.directory = directory
        self.server = server
    }

    /// What the server speaks, as far as a stranger can tell: one design, or several that sign in alike.
    ///
    /// - Throws: `notVartalap` for any other server, `link` and `answer` when it was not reached or not available.
    package func find() async throws(ClientError) -> [ServerDesign] {
        try await run(DesignProbe(), headers: [])
    }

    /// Which of several designs it is, as somebody who is signed in.
    package func decide(
        between designs: [ServerDesign], as authentication: Authentication
    ) async throws(ClientError) -> ServerDesign {
        let headers: [APIHeader]
        do {
            headers = try await authentication.show().headers
        } catch {
            throw .signIn(error)
        }
        guard let design = try await run(DesignProbe(decidingBetween: designs), headers: headers).first else {
            throw .answer(.unreadable("nothing that tells its design"), server: server)
        }
        return design
    }

    private func run(_ probe: DesignProbe, headers: [APIHeader]) async throws(ClientError) -> [ServerDesign] {
        var probe = probe
        while true {
            switch probe.step {
            case .ask(var request):
                if request.needsAuthentication { request.headers += headers }
                probe.receive(try await answer(to: request))
            case .found(let design): return [design]
            case .ambiguous(let designs): return designs
            case .notVartalap(let reason): throw .notVartalap(reason, server: server)
            case .interrupted(.unauthorized): throw .link(.accessRefused, server: server)
            case .interrupted(let error): throw .answer(error, server: server)
            }
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
