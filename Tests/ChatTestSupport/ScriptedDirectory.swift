package import ChatCore
package import ChatWire

/// The server's HTTP side, played by a test: one function answers every request, and requests can be awaited.
package final class ScriptedDirectory: Directory {
    package typealias Answer = @Sendable (APIRequest) throws(TransportError) -> APIResponse

    private let answer: Answer
    private let requests = Mailbox<APIRequest>()

    /// - Parameter answer: by default a v2.8 server that knows nobody and has no groups.
    package init(_ answer: @escaping Answer = ScriptedDirectory.emptyServer) {
        self.answer = answer
    }

    package func perform(_ request: APIRequest, server: String) async throws(TransportError) -> APIResponse {
        await requests.put(request)
        return try answer(request)
    }

    /// The next request that was made.
    package func nextRequest() async throws -> APIRequest {
        try await requests.take()
    }

    package var pendingRequestCount: Int {
        get async { await requests.count }
    }

    package static let emptyServer: Answer = { request in
        APIResponse(status: 200, body: request.path.hasSuffix("/groups/") ? "[]" : "{}")
    }
}
