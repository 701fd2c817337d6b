package import ChatModel
import ChatWire

/// A phone sign-in that waits for its code, kept so that the code may come in another run of the program.
package struct PendingSignIn: Sendable, Secretive {
    package var user: UserID
    /// What the sign-in service calls it; with the code it is as good as a password.
    package var session: String

    /// The name of the file within the account's data directory.
    package static let fileName = "signin.toml"

    package init(user: UserID, session: String) {
        self.user = user
        self.session = session
    }

    package var description: String { "PendingSignIn(\(user.rawValue))" }

    /// nil when nothing is pending, or what is cannot be read: then a new code is asked for.
    package static func load(from path: String, for user: UserID) throws(CredentialsError) -> PendingSignIn? {
        guard let text = try SecretFile.read(path), let fields = CredentialsFormat.fields(of: text),
            fields["user"] == user.rawValue, let session = fields["session"]
        else { return nil }
        return PendingSignIn(user: user, session: session)
    }

    package func save(to path: String) throws(CredentialsError) {
        try SecretFile.write(
            CredentialsFormat.text(of: [("user", user.rawValue), ("session", session)]), to: path)
    }

    package static func remove(at path: String) throws(CredentialsError) {
        try SecretFile.remove(path)
    }
}
