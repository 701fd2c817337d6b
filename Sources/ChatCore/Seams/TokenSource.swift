/// Gives the ID token that some designs want with every request: the seam between the link, which needs one that holds
/// now, and the ways to come by one (Firebase, a command, a file).
package protocol TokenSource: Sendable {
    /// A token that is valid now, renewed where the one at hand expires soon.
    func token() async throws(SignInError) -> String

    /// Another token, after the server refused this one; nil when no other is to be had.
    func token(replacing refused: String) async throws(SignInError) -> String?
}
