import ChatCore
import ChatStore
import Foundation

/// The directory that holds everything of one account; see README, "Files".
nonisolated struct DataDirectory: Sendable {
    let path: String

    var storePath: String { path + "/store.sqlite" }
    var credentialsPath: String { path + "/" + Credentials.fileName }
    var pendingSignInPath: String { path + "/" + PendingSignIn.fileName }
    /// Locked by the process that owns the connection; its door for the others stands beside it.
    var lockPath: String { path + "/" + ConnectionOwner.fileName }
    var logPath: String { path + "/vartalap.log" }

    /// Whether an account was ever kept here.
    var hasStore: Bool { FileManager.default.fileExists(atPath: storePath) }

    /// Whether the store and the files beside it can be changed.
    var isWritable: Bool { access(path, W_OK) == 0 && access(storePath, W_OK) == 0 }

    init(_ configuration: Configuration, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let profile = configuration[.profile] ?? "default"
        let named = configuration[.dataDirectory] ?? Places.dataDirectory(profile: profile, environment)
        path = URL(filePath: Places.expandingHome(named)).standardizedFileURL.path
    }

    init(path: String) {
        self.path = path
    }

    /// Makes the directory, for the owner's eyes only, and checks that files can be made in it.
    func prepare() throws(ProgramError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .dataDirectory(path: path, reason: SystemReason.of(error))
        }
        try closeToOthers(mode: try inspect())
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            let reason = SystemReason.text(errno)
            throw hasStore ? Failure.fact(StoreError.readOnly) : .dataDirectory(path: path, reason: reason)
        }
    }

    /// Refuses a directory through which somebody else could get at the account; what is not there is no danger.
    func check() throws(ProgramError) {
        var facts = stat()
        guard lstat(path, &facts) == 0 || errno != ENOENT else { return }
        _ = try inspect()
    }

    /// The directory's mode.
    ///
    /// - Throws: `.dataDirectory` for a link, for one that is another user's, and for one with files in it in which
    ///   others can write: what they have put there may be taken for ours.
    private func inspect() throws(ProgramError) -> mode_t {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { throw .dataDirectory(path: path, reason: SystemReason.text(errno)) }
        switch facts.st_mode & S_IFMT {
        case S_IFDIR: break
        case S_IFLNK:
            throw .dataDirectory(path: path, reason: "it is a symbolic link; name the directory that it leads to")
        default: throw .dataDirectory(path: path, reason: "it is not a directory")
        }
        guard facts.st_uid == geteuid() else {
            throw .dataDirectory(path: path, reason: "it belongs to another user")
        }
        if facts.st_mode & 0o022 != 0, !isEmpty {
            let mode = String(facts.st_mode & 0o777, radix: 8)
            throw .dataDirectory(
                path: path,
                reason: "others can write in it (mode \(mode)); look through its files, then run chmod 700 "
                    + ShellWord.quote(path))
        }
        return facts.st_mode
    }

    private var isEmpty: Bool {
        (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty == true
    }

    /// Shuts others out of a directory that is ours: a new one that somebody made with the usual permissions, or one that
    /// holds our store. Any other is left alone; whoever named it may have meant something else.
    private func closeToOthers(mode: mode_t) throws(ProgramError) {
        guard mode & 0o077 != 0 else { return }
        guard isEmpty || hasStore else {
            throw .dataDirectory(path: path, reason: "others can read it and it holds other files")
        }
        guard chmod(path, 0o700) == 0 else { throw .dataDirectory(path: path, reason: SystemReason.text(errno)) }
    }
}
