import Foundation
import Glibc

/// One end of a local stream socket that carries lines of text between two processes of one account.
///
/// A thread of its own waits in the kernel for what arrives. What the other end does not read in time is not kept: it is
/// cut off, and learns the present state when it comes again.
final class LineChannel: Sendable {
    /// The lines that arrive, without their newline; ends when either end closes. The newest few hundred are kept.
    let lines: AsyncStream<String>
    private let socket: OpenSocket
    /// The longest line, in bytes.
    private static let limit = 16 * 1024

    init(_ socket: OpenSocket) {
        self.socket = socket
        let (lines, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(500))
        self.lines = lines
        Thread.detachNewThread {
            Self.read(socket) { continuation.yield($0) }
            socket.shutDown()
            continuation.finish()
        }
    }

    deinit {
        socket.shutDown()
    }

    /// Sends a line; false when the other end has gone, or does not read.
    @discardableResult
    func send(_ line: String) -> Bool {
        let bytes = Array((line + "\n").utf8)
        let count = bytes.withUnsafeBytes {
            Glibc.send(socket.number, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        }
        if count == bytes.count { return true }
        socket.shutDown()
        return false
    }

    /// Ends both directions.
    func close() {
        socket.shutDown()
    }

    /// Returns at the end of the stream, or at a line that is too long.
    private static func read(_ socket: OpenSocket, _ take: (String) -> Void) {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while rest.count <= limit {
            let count = Glibc.read(socket.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest += buffer.prefix(count)
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                take(String(decoding: rest[..<end], as: UTF8.self))
                rest.removeFirst(end + 1)
            }
        }
    }
}

/// A descriptor that closes when the last reference goes, so that no thread ever uses a number that means another file.
final class OpenSocket: Sendable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Wakes whoever waits on it, for ever.
    func shutDown() {
        shutdown(number, Int32(SHUT_RDWR))
    }
}
