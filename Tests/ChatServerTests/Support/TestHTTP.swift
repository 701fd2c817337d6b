import ChatWire
import NIOCore
import NIOHTTP1
import NIOPosix

/// One HTTP answer.
struct TestAnswer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: String

    var json: JSONValue {
        get throws { try JSONValue.parse(body) }
    }
}

/// A bare HTTP/1.1 client: one connection a request.
enum TestHTTP {
    struct NoAnswer: Error {}

    static func request(
        port: Int, _ method: HTTPMethod, _ path: String, headers: HTTPHeaders = [:], body: String? = nil
    ) async throws -> TestAnswer {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var all = headers
            all.add(name: "host", value: "127.0.0.1")
            if let body {
                all.add(name: "content-length", value: String(body.utf8.count))
                if !all.contains(name: "content-type") { all.add(name: "content-type", value: "application/json") }
            }
            try await outbound.write(
                .head(HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: all)))
            if let body { try await outbound.write(.body(.byteBuffer(ByteBuffer(string: body)))) }
            try await outbound.write(.end(nil))
            return try await read(inbound)
        }
    }

    private static func read(_ inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>) async throws -> TestAnswer
    {
        var answer: TestAnswer?
        for try await part in inbound {
            switch part {
            case .head(let head):
                answer = TestAnswer(status: Int(head.status.code), headers: head.headers, body: "")
            case .body(let buffer): answer?.body += String(buffer: buffer)
            case .end:
                if let answer { return answer }
            }
        }
        throw NoAnswer()
    }
}
