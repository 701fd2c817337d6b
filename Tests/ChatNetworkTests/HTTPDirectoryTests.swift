import ChatCore
import ChatNetwork
import ChatWire
import Testing

struct HTTPDirectoryTests {
    @Test func aRequestGoesOutAndItsAnswerComesBack() async throws {
        let server = try await RawServer.start { _ in
            [.bytes(Array("HTTP/1.1 200 OK\r\nX-Kind: test\r\nContent-Length: 2\r\n\r\n{}".utf8))]
        }
        let request = APIRequest(
            method: .post, path: "/v1.0/login", headers: [APIHeader("token", "secret")], body: #"{"a":1}"#)

        let answer = try await HTTPDirectory().perform(request, server: server.url + "/base")

        #expect(answer.status == 200)
        #expect(answer.body == "{}")
        #expect(answer.headers.contains(APIHeader("X-Kind", "test")))
        guard case .request(let head) = await server.event(where: { _ in true }) else { return }
        #expect(head.hasPrefix("POST /base/v1.0/login HTTP/1.1\r\n"))
        #expect(RawServer.header("token", of: head) == "secret")
        #expect(RawServer.header("content-type", of: head) == "application/json")
        #expect(RawServer.header("content-length", of: head) == "7")
        try await server.stop()
    }

    @Test(arguments: [
        ("401 Unauthorized", "Content-Length: 2", 401), ("500 Internal Server Error", "Content-Length: 2", 500),
        ("301 Moved Permanently", "Location: https://other.example/\r\nContent-Length: 2", 301),
        ("429 Too Many Requests", "Retry-After: 7\r\nContent-Length: 2", 429),
    ])
    func everyStatusIsAnAnswer(line: String, headers: String, status: Int) async throws {
        let server = try await RawServer.start { _ in
            [.bytes(Array("HTTP/1.1 \(line)\r\n\(headers)\r\n\r\n{}".utf8))]
        }

        let answer = try await HTTPDirectory().perform(.get, server: server.url)

        #expect(answer.status == status)
        #expect(answer.body == "{}")
        try await server.stop()
    }

    @Test func anAnswerAboveTheLimitIsAViolation() async throws {
        let server = try await RawServer.start { _ in
            [.bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n".utf8) + Array(repeating: 0x20, count: 100))]
        }
        var options = NetworkOptions()
        options.maximumMessageBytes = 99
        let directory = try HTTPDirectory(options: options)

        await expectViolation { _ = try await directory.perform(.get, server: server.url) }
        try await server.stop()
    }

    @Test func aServerThatNeverAnswersTimesOut() async throws {
        let server = try await RawServer.start { _ in [] }
        var options = NetworkOptions()
        options.requestTimeout = .milliseconds(100)
        let directory = try HTTPDirectory(options: options)

        let reason = await expectUnreachable { _ = try await directory.perform(.get, server: server.url) }
        #expect(reason == "no answer in time")
        try await server.stop()
    }

    @Test func aClosedPortIsRefused() async throws {
        let port = try ClosedPort()
        let directory = try HTTPDirectory()

        let reason = await expectUnreachable { _ = try await directory.perform(.get, server: port.url) }
        #expect(reason == "connection refused")
    }

    @Test func aServerThatHangsUpIsUnreachable() async throws {
        let server = try await RawServer.start { _ in [.close] }
        let directory = try HTTPDirectory()

        let reason = await expectUnreachable { _ = try await directory.perform(.get, server: server.url) }
        #expect(reason == "the connection was closed before an answer came")
        try await server.stop()
    }

    @Test func cancellingTheCallerEndsTheRequest() async throws {
        let server = try await RawServer.start { _ in [] }
        let directory = try HTTPDirectory()
        let request = Task { try await directory.perform(.get, server: server.url) }
        var events = server.events.makeAsyncIterator()
        _ = await events.next()

        request.cancel()

        await #expect(throws: TransportError.cancelled) { _ = try await request.value }
        try await server.stop()
    }

    @Test func anUnreadableFileOfAuthoritiesIsNamed() async throws {
        var options = NetworkOptions()
        options.caFile = "/nonexistent/ca.pem"

        #expect(throws: TransportError.self) { _ = try HTTPDirectory(options: options) }
    }
}

extension APIRequest {
    fileprivate static var get: APIRequest { APIRequest(method: .get, path: "/", needsAuthentication: false) }
}
