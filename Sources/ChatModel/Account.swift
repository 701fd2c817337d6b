/// Who is signed in, and where; a store belongs to exactly one account.
package struct Account: Hashable, Sendable {
    package var user: UserID
    /// The server's base URL, `http://127.0.0.1:8080`.
    package var server: String
    /// The name of the server design that the server speaks, `v2.8`.
    package var design: String

    package init(user: UserID, server: String, design: String) {
        self.user = user
        self.server = server
        self.design = design
    }
}
