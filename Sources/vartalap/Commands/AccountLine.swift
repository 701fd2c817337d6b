import ChatModel

/// An account as `login`, `whoami` and `status` print it.
nonisolated enum AccountLine {
    static func json(_ operation: String, _ account: Account) -> JSONLine {
        var line = JSONLine(operation)
        line.add("ok", true)
        line.add("user", account.user.rawValue)
        line.add("server", account.server)
        line.add("design", account.design)
        return line
    }
}
