import ChatWire
import Logging
import NIOCore
import NIOHTTP1

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
                    guard let request = head else { return }
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
        headers.replaceOrAdd(name: "content-type", value: response.contentType)
        headers.replaceOrAdd(name: "content-length", value: String(response.body.utf8.count))
        if !request.isKeepAlive { headers.replaceOrAdd(name: "connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: response.status, headers: headers)
        var parts: [HTTPServerResponsePart] = [.head(head)]
        if request.method != .HEAD { parts.append(.body(.byteBuffer(ByteBuffer(string: response.body)))) }
        parts.append(.end(nil))
        try await outbound.write(contentsOf: parts)
    }

    // MARK: WebSocket

    private func serve(_ channel: NIOAsyncChannel<Frame, Never>, upgradedBy request: ServerRequest) async throws {
        let socket = ClientSocket(
            id: await sockets.nextID(), user: request.user, flags: sockets.form.flags(query: request.query),
            channel: channel.channel)
        await sockets.onConnect(socket)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await sockets.onReady(socket) }
            group.addTask { await read(channel, of: socket) }
        }
        await sockets.onDisconnect(socket)
    }

    /// Reads frames until the socket closes, in whatever way.
    private func read(_ channel: NIOAsyncChannel<Frame, Never>, of socket: ClientSocket) async {
        do {
            try await channel.executeThenClose { inbound in
                for try await frame in inbound { await sockets.onMessage(frame, from: socket) }
            }
        } catch {
            log.trace("socket ended", metadata: ["reason": "\(error)"])
        }
    }
}
