import Glibc

/// Room on the disk that is set aside while there is plenty, and given up when there is none: then what is small and
/// must not wait (the user's text, drafts, acknowledgements, receipts) can still be stored. Source: reliability page, 2.9.
struct Reserve {
    /// Bytes.
    static let size = 8 << 20
    /// Nothing is set aside where less than this many reserves are free.
    private static let plenty = 4

    private let path: String

    init(_ files: StoreFiles) {
        path = files.path + ".reserve"
    }

    /// Fills the reserve up to its size. Where that is not possible there is none.
    func setAside() {
        guard Self.freeBytes(beside: path) >= Self.plenty * Self.size else { return }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        let error = posix_fallocate(descriptor, 0, off_t(Self.size))
        close(descriptor)
        if error != 0 { unlink(path) }
    }

    /// - Returns: whether there was one.
    func giveUp() -> Bool {
        unlink(path) == 0
    }

    /// What is free for this user on the disk of a file that need not exist; 0 if that cannot be found out.
    static func freeBytes(beside path: String) -> Int {
        var status = statvfs()
        guard statvfs(StoreFiles(path: path).directory, &status) == 0 else { return 0 }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }
}
