import ChatCore
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
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw .dataDirectory(path: path, reason: SystemReason.text(errno)) }
        guard facts.st_mode & S_IFMT == S_IFDIR else {
            throw .dataDirectory(path: path, reason: "it is not a directory")
        }
        try closeToOthers(mode: facts.st_mode)
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            throw .dataDirectory(path: path, reason: SystemReason.text(errno))
        }
    }

    /// Shuts others out of a directory that is ours: a new one that somebody made with the usual permissions, or one that
    /// holds our store. Any other is left alone; whoever named it may have meant something else.
    private func closeToOthers(mode: mode_t) throws(ProgramError) {
        guard mode & 0o077 != 0 else { return }
        let content = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [""]
        guard content.isEmpty || hasStore else {
            throw .dataDirectory(path: path, reason: "others can read it and it holds other files")
        }
        guard chmod(path, 0o700) == 0 else { throw .dataDirectory(path: path, reason: SystemReason.text(errno)) }
    }
}
