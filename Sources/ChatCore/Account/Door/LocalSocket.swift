import Glibc

/// Stream sockets that are files in an account's directory.
enum LocalSocket {
    /// A socket that listens under `name` in `directory`, for its owner only; nil on an error (`errno` tells).
    ///
    /// It appears under its name when it can be connected to, in the place of one that a dead process left behind.
    static func listen(_ name: String, in directory: String) -> OpenSocket? {
        guard let socket = make() else { return nil }
        let path = directory + "/" + name
        unlink(path + ".new")
        let isBound = withAddress(of: name + ".new", in: directory) { bind(socket.number, $0, $1) } == 0
        guard isBound, chmod(path + ".new", 0o600) == 0, Glibc.listen(socket.number, 64) == 0,
            rename(path + ".new", path) == 0
        else { return nil }
        return socket
    }

    /// A connection to whoever listens under `name`; nil when nobody does.
    static func connect(_ name: String, in directory: String) -> OpenSocket? {
        guard let socket = make() else { return nil }
        return withAddress(of: name, in: directory) { Glibc.connect(socket.number, $0, $1) } == 0 ? socket : nil
    }

    /// The next connection of a process of our own user; nil when `socket` was shut down.
    static func accept(_ socket: OpenSocket) -> OpenSocket? {
        while true {
            let number = Glibc.accept(socket.number, nil, nil)
            if number < 0 {
                guard errno == EINTR || errno == ECONNABORTED else { return nil }
                continue
            }
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
            let peer = OpenSocket(number)
            if isOurs(peer) { return peer }
        }
    }

    private static func make() -> OpenSocket? {
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        return number < 0 ? nil : OpenSocket(number)
    }

    /// Whether the other end runs as our user; the directory's mode says so already.
    private static func isOurs(_ socket: OpenSocket) -> Bool {
        // `struct ucred`, which Swift does not see: process, user, group.
        var peer: [UInt32] = [0, 0, 0]
        var length = socklen_t(MemoryLayout<UInt32>.stride * peer.count)
        return getsockopt(socket.number, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer[1] == geteuid()
    }

    /// Calls `body` with the address of a file. An address holds 107 bytes only; a longer path goes by way of the
    /// directory's descriptor.
    private static func withAddress(
        of name: String, in directory: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path) - 1
        var path = directory + "/" + name
        var descriptor: Int32 = -1
        defer { if descriptor >= 0 { close(descriptor) } }
        if path.utf8.count > capacity {
            descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            path = "/proc/self/fd/\(descriptor)/\(name)"
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(capacity)) }
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
