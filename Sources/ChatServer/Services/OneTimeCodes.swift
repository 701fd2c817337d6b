import ChatModel

/// The one-time codes that stand in for the SMS: six digits, valid ten minutes, good for one login, spent by five
/// wrong tries. A new code replaces the user's former one.
actor OneTimeCodes {
    private struct Issued {
        var code: String
        var expires: Timestamp
        var triesLeft: Int
    }

    private var issued: [UserID: Issued] = [:]
    private let now: @Sendable () -> Timestamp

    private static let lifetimeMilliseconds: Int64 = 10 * 60 * 1000
    private static let tries = 5

    init(now: @escaping @Sendable () -> Timestamp) {
        self.now = now
    }

    func issue(for user: UserID) -> String {
        let instant = now()
        issued = issued.filter { $0.value.expires > instant }
        let code = Identifiers.code()
        issued[user] = Issued(
            code: code, expires: instant.advanced(byMilliseconds: Self.lifetimeMilliseconds), triesLeft: Self.tries)
        return code
    }

    /// Whether `code` is the user's valid one; if so it is used up.
    func redeem(_ code: String, for user: UserID) -> Bool {
        guard var entry = issued[user], entry.expires > now() else { return false }
        guard entry.code != code else {
            issued[user] = nil
            return true
        }
        entry.triesLeft -= 1
        issued[user] = entry.triesLeft > 0 ? entry : nil
        return false
    }
}
