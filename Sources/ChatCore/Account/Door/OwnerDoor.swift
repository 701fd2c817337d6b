import Foundation
import Glibc

/// Where other processes of the account reach the one that owns the connection: a socket beside the lock, open to the
/// same user only.
///
/// It stands as long as its owner has the lock: only the owner makes it, and takes it down before it gives the lock
/// back. One that a killed owner left behind answers nobody. Source: delivery page, "Several processes".
package final class OwnerDoor: Sendable {
    /// The name of the socket within the account's data directory.
    package static let fileName = "owner.sock"

    /// Those who come in, until the door is closed.
    let guests: AsyncStream<LineChannel>
    private let path: String
    private let socket: OpenSocket

    /// Only for who has the lock on `directory`.
    package init(directory: String) throws(OwnershipError) {
        path = directory + "/" + Self.fileName
        guard let socket = LocalSocket.listen(Self.fileName, in: directory) else {
            throw .cannotOpen(path: path, reason: SystemError.current)
        }
        self.socket = socket
        let (guests, continuation) = AsyncStream.makeStream(of: LineChannel.self)
        self.guests = guests
        Thread.detachNewThread {
            while let guest = LocalSocket.accept(socket) { continuation.yield(LineChannel(guest)) }
            continuation.finish()
        }
    }

    /// Ends `guests`; further calls do nothing.
    package func close() {
        unlink(path)
        socket.shutDown()
    }
}
