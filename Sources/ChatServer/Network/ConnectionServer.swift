import ChatWire
import Logging
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Serves one accepted connection until it ends.
struct ConnectionServer: Sendable {
    let gateway: APIGateway
    let sockets: WebSocketGateway
    let log: Logger

    /// What the front takes as a request body (nginx's default).
    private static let bodyLimit = 1 << 20

    func serve(_ accepted: EventLoopFuture<Accepted>) async {
        do {
            switch try await accepted.get() {
            case .http(let channel): try await serve(channel)
            case .webSocket(let channel, let request): try await serve(channel, upgradedBy: request)
            }
        } catch {
            log.trace("connection ended", metadata: ["reason": "\(error)"])
        }
    }

    // MARK: HTTP

    private func serve(_ channel: NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>) async throws {
        try await channel.executeThenClose { inbound, outbound in
            var head: HTTPRequestHead?
            var body: [UInt8] = []
            for try await part in inbound {
                switch part {
                case .head(let next):
                    head = next
                    body = []
                case .body(let buffer):
                    // One byte over the limit is enough to know; the rest is not kept.
                    body.append(contentsOf: buffer.readableBytesView.prefix(Self.bodyLimit + 1 - body.count))
                case .end:
                    // A refused upgrade may be followed by the end that was already made up for it.
                    guard let request = head else { continue }
                    head = nil
                    let response = await respond(to: request, body: body)
                    try await write(response, to: request, outbound)
                    guard request.isKeepAlive else { return }
                }
            }
        }
    }

    private func respond(to head: HTTPRequestHead, body: [UInt8]) async -> ServerResponse {
        guard body.count <= Self.bodyLimit else { return .frontPage(.payloadTooLarge) }
        return await gateway.respond(to: ServerRequest(head: head, body: body))
    }

    private func write(
        _ response: ServerResponse, to request: HTTPRequestHead,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws {
        var headers = response.headers
        headers.replaceOrAdd(name: "server", value: "nginx")
        if let contentType = response.contentType { headers.replaceOrAdd(name: "content-type", value: contentType) }
        headers.replaceOrAdd(name: "content-length", value: String(response.body.utf8.count))
        if !request.isKeepAlive { headers.replaceOrAdd(name: "connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: response.status, headers: headers)
        var parts: [HTTPServerResponsePart] = [.head(head)]
        if request.method != .HEAD { parts.append(.body(.byteBuffer(ByteBuffer(string: response.body)))) }
        parts.append(.end(nil))
        try await outbound.write(contentsOf: parts)
    }

    // MARK: WebSocket

    private func serve(_ channel: NIOAsyncChannel<SocketEvent, Never>, upgradedBy request: ServerRequest) async throws {
        let socket = ClientSocket(
            id: await sockets.nextID(), user: request.user, flags: sockets.form.flags(query: request.query),
            channel: channel.channel)
        await sockets.onConnect(socket)
        try await channel.executeThenClose { inbound in
            async let replay: Void = sockets.onReady(socket)
            let code = await read(inbound, of: socket)
            await sockets.onDisconnect(socket)
            if let code { await socket.close(code) }
            await replay
        }
    }

    /// Reads frames until the socket ends; returns the code with which to close, or nil when the line is gone.
    private func read(
        _ inbound: NIOAsyncChannelInboundStream<SocketEvent>, of socket: ClientSocket
    ) async -> WebSocketErrorCode? {
        do {
            for try await event in inbound {
                switch event {
                case .message(let frame): await sockets.onMessage(frame, from: socket)
                case .closing(let code): return code
                }
            }
        } catch {
            log.trace("socket ended", metadata: ["reason": "\(error)"])
        }
        return nil
    }
}
