import Glibc

/// The secret that opens the account on the server, and the file that keeps it.
///
/// The file is refused rather than used when others could read it: then the key may be known already. It is one line of
/// `access_key = "…"`, mode 0600, in a directory of mode 0700, and is replaced as a whole so that a crash leaves either
/// the old one or the new one. Source: reliability page, 4.2.
package struct Credentials: Hashable, Sendable, CustomStringConvertible {
    /// Never logged, shown or passed as an argument.
    package var accessKey: String

    package init(accessKey: String) {
        self.accessKey = accessKey
    }

    /// Keeps the key out of every log line and failure message that prints this value.
    package var description: String { "Credentials(hidden)" }
}

/// Why the credentials file is of no use: facts only; the sentences are `ClientError`'s.
package enum CredentialsError: Error, Hashable, Sendable {
    /// Others than the owner may read or change it; `mode` is the permission bits as they are.
    case exposed(path: String, mode: UInt32, isDirectory: Bool)
    /// It belongs to another user of the machine.
    case foreign(path: String)
    /// A link, a directory or something stranger.
    case notAFile(path: String)
    case malformed(path: String)
    case unreadable(path: String, reason: String)
    case unwritable(path: String, reason: String)
}

extension Credentials {
    /// The name of the file within the account's data directory.
    package static let fileName = "credentials.toml"

    /// Reads the file; nil when there is none.
    package static func load(from path: String) throws(CredentialsError) -> Credentials? {
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
        try checkDirectory(of: path)
        guard let text = FileDescriptor.readAll(descriptor) else {
            throw .unreadable(path: path, reason: SystemError.current)
        }
        guard let key = CredentialsFormat.read(text) else { throw .malformed(path: path) }
        return Credentials(accessKey: key)
    }

    /// Replaces the file, durably: when this returns, the key survives a power cut.
    package func save(to path: String) throws(CredentialsError) {
        try Self.checkDirectory(of: path)
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path: path, reason: SystemError.current) }
        let isWritten =
            fchmod(descriptor, 0o600) == 0
            && FileDescriptor.writeAll(CredentialsFormat.write(accessKey), to: descriptor) && fsync(descriptor) == 0
        let reason = SystemError.current
        close(descriptor)
        guard isWritten, rename(temporary, path) == 0 else {
            let cause = isWritten ? SystemError.current : reason
            unlink(temporary)
            throw .unwritable(path: path, reason: cause)
        }
        try Self.syncDirectory(of: path)
    }

    /// Removes the file, if there is one.
    package static func remove(at path: String) throws(CredentialsError) {
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
