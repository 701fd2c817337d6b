package import ChatModel

/// Firebase's ID tokens, which live an hour: renewed before they expire and kept in the credentials file, so that a
/// session of any length holds and the next start begins with a good one.
package actor FirebaseTokens: TokenSource {
    private let service: FirebaseService
    private let path: String
    private let accessKey: String
    private let now: @Sendable () -> Timestamp
    private var current: IDToken

    /// - Parameters:
    ///   - credentials: with the token of the login.
    ///   - path: the credentials file.
    package init?(
        credentials: Credentials, path: String, service: FirebaseService, now: @escaping @Sendable () -> Timestamp
    ) {
        guard let token = credentials.idToken else { return nil }
        self.service = service
        self.path = path
        self.now = now
        accessKey = credentials.accessKey
        current = token
    }

    package func token() async throws(SignInError) -> String {
        guard current.needsRenewal(now: now()) else { return current.value }
        let expired = current.expires.map { $0 <= now() } ?? false
        do {
            return try await renew()
        } catch {
            // The old one still holds for a while, and the service may come back.
            guard error.isTemporary, !expired else { throw error }
            return current.value
        }
    }

    package func token(replacing refused: String) async throws(SignInError) -> String? {
        guard current.value == refused else { return current.value }
        let new = try await renew()
        return new == refused ? nil : new
    }

    private func renew() async throws(SignInError) -> String {
        guard let refreshToken = current.refreshToken else { throw .ended }
        let new = try await service.refresh(refreshToken, now: now())
        current = new
        try keep(new)
        return new.value
    }

    /// Leaves the file alone when somebody has logged in anew or logged out meanwhile.
    private func keep(_ token: IDToken) throws(SignInError) {
        do {
            guard var kept = try Credentials.load(from: path), kept.accessKey == accessKey else { return }
            kept.idToken = token
            try kept.save(to: path)
        } catch {
            throw .file(error)
        }
    }
}
