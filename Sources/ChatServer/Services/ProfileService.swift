import ChatModel
import GRDB
import Logging

/// Accounts: login, authentication of requests, and which numbers have an account. Access keys do not expire; where
/// the design keeps one a user, a login replaces it.
struct ProfileService: Sendable {
    let database: ServerDatabase
    let rules: DesignBehaviour.Profiles
    let quirks: Quirks
    let tokens: IdentityTokens
    let broker: MessageBroker
    let log: Logger
    let now: @Sendable () -> Timestamp

    /// What a successful login gives.
    struct Login: Hashable, Sendable {
        var accessKey: String
        var isNew: Bool
    }

    /// Makes a one-time code and tells it by the log, which stands in for the SMS.
    func issueCode(for user: UserID) async -> String {
        let code = await tokens.issueCode(for: user)
        log.notice("one-time code for \(LogText.harmless(user.rawValue)): \(code)")
        return code
    }

    /// Exchanges a token for a fresh access key; nil when it does not prove that the number is the user's. As on the
    /// real servers, any ID token opens any account.
    ///
    /// Without a token the user is sent one, as the phone's sign-in would do before it comes here.
    func login(_ user: UserID, token: String?, device: String, pushToken: String?) async throws -> Login? {
        guard let token, !token.isEmpty else {
            if Self.looksLikeNumber(user) { _ = await issueCode(for: user) }
            return nil
        }
        guard await tokens.admitsLogin(token, of: user) else {
            log.notice("login of \(LogText.harmless(user.rawValue)) refused: wrong or spent one-time code")
            return nil
        }
        let login = try await register(user)
        log.notice("\(LogText.harmless(user.rawValue)) logged in", metadata: ["new": "\(login.isNew)"])
        if let pushToken { await broker.publish(.login(user, device: device, pushToken: pushToken)) }
        return login
    }

    private func register(_ user: UserID) async throws -> Login {
        let key = Identifiers.uuid()
        let createdAt = now().milliseconds
        return try await database.queue.write { database in
            try database.execute(
                sql: "INSERT OR IGNORE INTO profile (username, created_at) VALUES (?, ?)",
                arguments: [user.rawValue, createdAt])
            let isNew = database.changesCount > 0
            if rules.keepsOneKey {
                try database.execute(sql: "DELETE FROM access_key WHERE username = ?", arguments: [user.rawValue])
            }
            try database.execute(
                sql: "INSERT INTO access_key (key, username) VALUES (?, ?)", arguments: [key, user.rawValue])
            return Login(accessKey: key, isNew: isNew)
        }
    }

    /// Whether the front may let a request of `user` through.
    func admits(_ user: UserID, accessKey: String?, token: String?) async throws -> Bool {
        guard !quirks.contains(.admitsEverybody) else { return true }
        switch rules.admission {
        case .key: return try await holds(user, accessKey)
        case .tokenAndKey, .latestKeyAndToken:
            guard let token, await tokens.isValid(token, for: user) else { return false }
            if accessKey == nil, quirks.contains(.admitsWithoutKey) { return try await !holdsAny(user) }
            return try await holds(user, accessKey)
        }
    }

    /// Whether the key is one of the user's.
    private func holds(_ user: UserID, _ accessKey: String?) async throws -> Bool {
        guard let accessKey else { return false }
        return try await database.queue.read { database in
            try Bool.fetchOne(
                database, sql: "SELECT 1 FROM access_key WHERE key = ? AND username = ?",
                arguments: [accessKey, user.rawValue]) ?? false
        }
    }

    private func holdsAny(_ user: UserID) async throws -> Bool {
        try await database.queue.read { database in
            try Bool.fetchOne(
                database, sql: "SELECT 1 FROM access_key WHERE username = ? LIMIT 1", arguments: [user.rawValue])
                ?? false
        }
    }

    func isRegistered(_ user: UserID) async throws -> Bool {
        try await registered(among: [user]).isEmpty == false
    }

    /// Those of `users` who have an account, in the order asked, each once.
    func registered(among users: [UserID]) async throws -> [UserID] {
        try await database.queue.read { database in
            let statement = try database.cachedStatement(sql: "SELECT 1 FROM profile WHERE username = ?")
            var seen: Set<UserID> = []
            return try users.filter { user in
                guard seen.insert(user).inserted else { return false }
                return try Bool.fetchOne(statement, arguments: [user.rawValue]) ?? false
            }
        }
    }

    /// Probes log in under names that are no numbers; nobody waits for a code of theirs.
    static func looksLikeNumber(_ user: UserID) -> Bool {
        let digits = user.rawValue.dropFirst()
        return user.rawValue.hasPrefix("+") && (6...15).contains(digits.count)
            && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

/// Names come from strangers; the log is read in terminals.
enum LogText {
    /// The text without anything that a terminal could obey, cut short.
    static func harmless(_ text: String, limit: Int = 64) -> String {
        String(text.unicodeScalars.prefix(limit).map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" })
    }
}
