import NIOCore
import NIOPosix

/// Bytes out, bytes in.
enum RawSocket {
    struct Ended: Error {}

    /// Sends `bytes` at once and returns what came back, up to and with `end`.
    static func exchange(port: Int, _ bytes: [UInt8], until end: [UInt8]) async throws -> [UInt8] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: bytes))
            var received: [UInt8] = []
            for try await buffer in inbound {
                received += Array(buffer: buffer)
                if received.suffix(end.count).elementsEqual(end) { return received }
            }
            throw Ended()
        }
    }
}
