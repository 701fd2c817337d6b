import Glibc

/// A small file for its owner's eyes only, which is refused rather than used when others could read it: then the secret
/// may be known already. It is replaced as a whole, so that a crash leaves either the old one or the new one.
enum SecretFile {
    /// The file's text; nil when there is none.
    ///
    /// - Parameter checksDirectory: whether others may not list its directory either; for files of ours.
    static func read(_ path: String, checksDirectory: Bool = true) throws(CredentialsError) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT: return nil
            case ELOOP: throw .notAFile(path: path)
            default: throw .unreadable(path: path, reason: SystemError.current)
            }
        }
        defer { close(descriptor) }
        try checkFile(descriptor, path: path)
        if checksDirectory { try checkDirectory(of: path) }
        guard let text = FileDescriptor.readAll(descriptor) else {
            throw .unreadable(path: path, reason: SystemError.current)
        }
        return text
    }

    /// Replaces the file, durably: when this returns, the text survives a power cut.
    static func write(_ text: String, to path: String) throws(CredentialsError) {
        try checkDirectory(of: path)
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path: path, reason: SystemError.current) }
        let isWritten =
            fchmod(descriptor, 0o600) == 0
            && FileDescriptor.writeAll(text, to: descriptor) && fsync(descriptor) == 0
        let reason = SystemError.current
        close(descriptor)
        guard isWritten, rename(temporary, path) == 0 else {
            let cause = isWritten ? SystemError.current : reason
            unlink(temporary)
            throw .unwritable(path: path, reason: cause)
        }
        try syncDirectory(of: path)
    }

    /// Removes the file, if there is one.
    static func remove(_ path: String) throws(CredentialsError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .unwritable(path: path, reason: SystemError.current) }
    }

    private static func checkFile(_ descriptor: Int32, path: String) throws(CredentialsError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: SystemError.current) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        guard status.st_uid == geteuid() else { throw .foreign(path: path) }
        guard status.st_mode & 0o077 == 0 else {
            throw .exposed(path: path, mode: status.st_mode & 0o777, isDirectory: false)
        }
    }

    private static func checkDirectory(of path: String) throws(CredentialsError) {
        let directory = directory(of: path)
        var status = stat()
        guard stat(directory, &status) == 0 else { throw .unreadable(path: directory, reason: SystemError.current) }
        guard status.st_uid == geteuid() else { throw .foreign(path: directory) }
        guard status.st_mode & 0o077 == 0 else {
            throw .exposed(path: directory, mode: status.st_mode & 0o777, isDirectory: true)
        }
    }

    /// Makes the rename itself durable.
    private static func syncDirectory(of path: String) throws(CredentialsError) {
        let descriptor = open(directory(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unwritable(path: path, reason: SystemError.current) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .unwritable(path: path, reason: SystemError.current) }
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
