import Glibc

/// The system's word for what just failed.
enum SystemError {
    /// `strerror` answers from a buffer of the calling thread since glibc 2.32.
    static var current: String { String(cString: strerror(errno)) }
}

/// Whole reads and writes of the small files beside the store.
enum FileDescriptor {
    /// No file of ours is larger.
    private static let limit = 64 * 1024

    /// All bytes from the present position as text; nil on an error (`errno` tells) or beyond the limit.
    static func readAll(_ descriptor: Int32) -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= limit {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return String(validating: bytes, as: UTF8.self) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            bytes += buffer.prefix(count)
        }
        errno = EFBIG
        return nil
    }

    /// Writes everything; false on an error (`errno` tells).
    static func writeAll(_ text: String, to descriptor: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
