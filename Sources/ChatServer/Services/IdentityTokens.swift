import ChatModel

/// Says whether a token proves that its bearer owns a number: the local stand-in for Firebase's ID tokens.
///
/// A one-time code is a token for one login. In the designs that want the token with every request it stays the user's
/// token for a while afterwards, as an ID token does, and then runs out.
actor IdentityTokens {
    private struct Key: Hashable {
        var user: UserID
        var token: String
    }

    private let codes: OneTimeCodes
    private let firebase: FirebaseEmulator
    private let lifetimeMilliseconds: Int64
    private let now: @Sendable () -> Timestamp
    private var expiries: [Key: Timestamp] = [:]

    /// - Parameters:
    ///   - firebase: whose ID tokens are good until they expire.
    ///   - lifetime: how long a code serves after its login; zero where it is not asked for again.
    init(
        codes: OneTimeCodes, firebase: FirebaseEmulator, lifetime: Duration,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.codes = codes
        self.firebase = firebase
        self.now = now
        lifetimeMilliseconds = lifetime.components.seconds * 1000
    }

    /// Makes a one-time code for a login of `user`.
    func issueCode(for user: UserID) async -> String {
        await codes.issue(for: user)
    }

    /// Whether a login of `user` may rest on the token; a one-time code is used up by it.
    func admitsLogin(_ token: String, of user: UserID) async -> Bool {
        guard await !isValid(token, for: user) else { return true }
        guard await codes.redeem(token, for: user) else { return false }
        if lifetimeMilliseconds > 0 {
            expiries = expiries.filter { $0.value > now() }
            expiries[Key(user: user, token: token)] = now().advanced(byMilliseconds: lifetimeMilliseconds)
        }
        return true
    }

    /// Whether the token is the sign-in service's, or has served a login of `user`, and has not run out.
    func isValid(_ token: String, for user: UserID) async -> Bool {
        if await firebase.user(of: token) != nil { return true }
        guard let expiry = expiries[Key(user: user, token: token)] else { return false }
        return expiry > now()
    }
}
