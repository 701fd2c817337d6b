import Glibc
import NIOCore
import NIOPosix

/// Passes TCP connections on to a server, each with the trouble that the dice have for it.
final class FaultyRelay: Trouble {
    private typealias Side = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    let url: String
    private let port: Int
    private let faults: Faults
    private let listening: any Channel
    private let work: Task<Void, Never>

    /// Draws a fault for each connection until the trouble is over.
    private actor Faults {
        private var dice: Dice
        private var isOver = false
        private(set) var drawn: [String: Int] = [:]

        init(_ dice: Dice) {
            self.dice = dice
        }

        func next() -> LinkFault? {
            guard !isOver, let fault = LinkFault.draw(&dice) else { return nil }
            drawn[String("\(fault)".prefix { $0 != "(" }), default: 0] += 1
            return fault
        }

        func end() {
            isOver = true
        }
    }

    private init(port: Int, faults: Faults, listening: any Channel, work: Task<Void, Never>) {
        self.port = port
        self.faults = faults
        self.listening = listening
        self.work = work
        url = "http://127.0.0.1:\(listening.localAddress?.port ?? 0)"
    }

    /// - Parameter port: where the server listens on this machine.
    static func start(to port: Int, dice: Dice) async throws -> FaultyRelay {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await ServerBootstrap(group: group).serverChannelOption(.backlog, value: 64)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture { try Side(wrappingChannelSynchronously: channel) }
            }
        let faults = Faults(dice)
        let work = Task<Void, Never> {
            await withDiscardingTaskGroup { group in
                try? await server.executeThenClose { inbound in
                    for try await client in inbound {
                        group.addTask { await Self.relay(client, to: port, fault: await faults.next()) }
                    }
                }
            }
        }
        return FaultyRelay(port: port, faults: faults, listening: server.channel, work: work)
    }

    /// Each connection has its fault from the start.
    func turn() async {}

    /// Connections from now on are left in peace; those that are broken stay so.
    func end() async {
        await faults.end()
    }

    /// How many connections got which fault.
    var drawn: [String: Int] {
        get async { await faults.drawn }
    }

    func stop() async {
        try? await listening.close()
        work.cancel()
        await work.value
    }

    // MARK: One connection

    private static func relay(_ client: Side, to port: Int, fault: LinkFault?) async {
        try? await client.executeThenClose { fromClient, toClient in
            guard fault != .refuse else { return try await reset(client.channel) }
            let server = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture { try Side(wrappingChannelSynchronously: channel) }
                }
            try await server.executeThenClose { fromServer, toServer in
                await withTaskGroup { group in
                    group.addTask {
                        var filter = LinkFilter(fault, .toServer)
                        await pump(fromClient, toServer, &filter, both: [client.channel, server.channel])
                    }
                    group.addTask {
                        var filter = LinkFilter(fault, .toClient)
                        await pump(fromServer, toClient, &filter, both: [client.channel, server.channel])
                    }
                    // Either end takes the other with it, as on a real line once somebody notices.
                    await group.next()
                    group.cancelAll()
                }
            }
        }
    }

    private static func pump(
        _ source: NIOAsyncChannelInboundStream<ByteBuffer>, _ sink: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ filter: inout LinkFilter, both: [any Channel]
    ) async {
        do {
            for try await buffer in source {
                let start = buffer.readerIndex
                switch filter.take(buffer.readableBytes) {
                case .pass(let pieces):
                    for piece in pieces {
                        if let slice = buffer.getSlice(at: start + piece.lowerBound, length: piece.count) {
                            try await sink.write(slice)
                        }
                    }
                case .reset(let count):
                    if let slice = buffer.getSlice(at: start, length: count) { try await sink.write(slice) }
                    for channel in both { try await reset(channel) }
                    return
                case .end(let count):
                    if let slice = buffer.getSlice(at: start, length: count) { try await sink.write(slice) }
                    return
                }
            }
        } catch {
            // An end like any other.
        }
    }

    /// Closes with RST rather than FIN.
    private static func reset(_ channel: any Channel) async throws {
        let options = channel as? any SocketOptionProvider
        try await options?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.close()
    }
}
