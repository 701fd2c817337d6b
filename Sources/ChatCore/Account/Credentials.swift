import ChatWire

/// The secrets that open the account on the server, and the file that keeps them: mode 0600, in a directory of mode
/// 0700, replaced as a whole. Source: reliability page, 4.2.
package struct Credentials: Hashable, Sendable, Secretive {
    /// Never logged, shown or passed as an argument.
    package var accessKey: String
    /// The token of the login, where the design wants one with every request.
    package var idToken: IDToken?

    package init(accessKey: String, idToken: IDToken? = nil) {
        self.accessKey = accessKey
        self.idToken = idToken
    }

    /// Keeps the secrets out of every log line and failure message that prints this value.
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
        guard let text = try SecretFile.read(path) else { return nil }
        guard let credentials = CredentialsFormat.read(text) else { throw .malformed(path: path) }
        return credentials
    }

    /// Replaces the file, durably: when this returns, the secrets survive a power cut.
    package func save(to path: String) throws(CredentialsError) {
        try SecretFile.write(CredentialsFormat.write(self), to: path)
    }

    /// Removes the file, if there is one.
    package static func remove(at path: String) throws(CredentialsError) {
        try SecretFile.remove(path)
    }
}
