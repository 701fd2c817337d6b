import AsyncHTTPClient
package import ChatCore
package import ChatWire
import NIOCore
import NIOHTTP1
package import NIOPosix

/// Performs the HTTP requests of a server design with AsyncHTTPClient; keeps connections for the next request.
///
/// Redirects are answers like any other: following one would hand the access key to whoever is named in it.
package final class HTTPDirectory: Directory {
    private let options: NetworkOptions
    private let client: HTTPClient
    private let group: MultiThreadedEventLoopGroup

    /// - Throws: `TransportError.invalidServer` when the options' file of certificate authorities cannot be used.
    package init(
        options: NetworkOptions = NetworkOptions(), group: MultiThreadedEventLoopGroup = .singleton
    ) throws(TransportError) {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try TLSSetup.makeConfiguration(options), redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(options.connectTimeout)))
        configuration.httpVersion = .http1Only
        // Trying again is the caller's business; AsyncHTTPClient would hide a refused connection for ten seconds.
        configuration.connectionPool.retryConnectionEstablishment = false
        self.options = options
        self.group = group
        client = HTTPClient(eventLoopGroup: group, configuration: configuration)
    }

    deinit {
        let client = client
        // The client must outlive its own shutdown; nothing else waits for its idle connections to close.
        Task { try? await client.shutdown() }
    }

    package func perform(_ request: APIRequest, server: String) async throws(TransportError) -> APIResponse {
        let endpoint = try Endpoint(parsing: server)
        try endpoint.check(options)
        var message = HTTPClientRequest(url: endpoint.url(path: request.path))
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        for header in request.headers { message.headers.add(name: header.name, value: header.value) }
        if !request.body.isEmpty {
            if !message.headers.contains(name: "Content-Type") {
                message.headers.add(name: "Content-Type", value: "application/json")
            }
            message.body = .bytes(ByteBuffer(string: request.body))
        }
        do {
            return try await answer(to: message)
        } catch {
            throw await TransportFailure.explain(error, endpoint: endpoint, options: options, loop: group.next())
        }
    }

    /// The client's own deadline ends with the head of an answer, so that a body could dawdle for ever: this one is for
    /// the whole.
    private func answer(to request: HTTPClientRequest) async throws -> APIResponse {
        try await withThrowingTaskGroup(of: APIResponse?.self) { group in
            group.addTask { try await self.exchange(request) }
            group.addTask { [options] in
                try await ContinuousClock().sleep(for: options.requestTimeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() ?? nil else { throw HTTPClientError.deadlineExceeded }
            return answer
        }
    }

    private func exchange(_ request: HTTPClientRequest) async throws -> APIResponse {
        let response = try await client.execute(request, timeout: TimeAmount(options.requestTimeout))
        let body = try await response.body.collect(upTo: options.maximumMessageBytes)
        return APIResponse(
            status: Int(response.status.code),
            headers: response.headers.map { APIHeader($0.name, $0.value) },
            body: String(decoding: body.readableBytesView, as: UTF8.self))
    }
}
