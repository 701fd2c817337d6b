import ChatModel
import Glibc

/// The files beside the store: their names, and the small durable steps with which they come and go.
struct StoreFiles {
    /// The database file itself.
    let path: String

    var log: String { path + "-wal" }
    var index: String { path + "-shm" }

    /// Marks a store in which a call has met damage; the next opener looks at all of it.
    var damageMark: String { path + ".damaged" }

    /// A whole store made from a damaged one, to be put in the place of that one.
    var recovered: String { path + ".recovered" }

    func backup(version: Int, at time: Timestamp) -> String { path + ".backup-v\(version)-\(Self.stamp(time))" }

    /// Where a damaged store is kept.
    func damaged(at time: Timestamp) -> String { path + ".corrupt-\(Self.stamp(time))" }

    var directory: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private var name: Substring { path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...] }

    /// The files of the directory whose names begin with the store's name and `ending`, as paths in order of name.
    func siblings(beginning ending: String) -> [String] {
        guard let listing = opendir(directory) else { return [] }
        defer { closedir(listing) }
        var found: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(self.name + ending) { found.append(directory + "/" + name) }
        }
        return found.sorted()
    }

    /// Universal time to the second, as file names sort it.
    private static func stamp(_ time: Timestamp) -> String {
        var seconds = time_t(time.milliseconds / 1_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 32)
        strftime(&text, text.count, "%Y%m%d-%H%M%S", &parts)
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes what was written to a file survive a power cut. Never for the store itself: closing it would drop the
    /// locks of this process's connections.
    static func sync(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotOpen(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    /// Makes the names in the store's directory survive a power cut.
    func syncDirectory() throws(StoreError) {
        try Self.sync(directory)
    }

    static func move(_ path: String, to new: String) throws(StoreError) {
        guard rename(path, new) == 0 else { throw failure(new) }
    }

    /// Removes a file that may not be there.
    static func remove(_ path: String) throws(StoreError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw failure(path) }
    }

    /// An empty file for the owner's eyes only, where there is none yet.
    static func makePrivate(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        close(descriptor)
    }

    static func cannotOpen(_ path: String) -> StoreError {
        .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }

    /// The fact behind `errno` after a call that was to change something.
    static func failure(_ path: String) -> StoreError {
        switch errno {
        case ENOSPC, EDQUOT: .full
        case EROFS: .readOnly
        case EIO: .ioFailure(reason: String(cString: strerror(EIO)))
        default: cannotOpen(path)
        }
    }
}

extension StoreFiles {
    /// Does `work` while no other process works on the store as a whole: migrates it, or puts another file in its
    /// place. The kernel frees the lock when the process dies.
    func locked<Result>(_ work: () throws -> Result) throws -> Result {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.cannotOpen(directory) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw Self.cannotOpen(directory) }
        }
        return try work()
    }
}
