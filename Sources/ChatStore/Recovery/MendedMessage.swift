import GRDB

/// Takes in a message of which a column makes no sense: what it says counts for more than a mark on it.
struct MendedMessage {
    private let db: Database
    private let statement: Statement
    /// Where each column's value stands.
    private let columns: [String]

    /// A number of any other type becomes one; a state that is none becomes parked, and a user decides.
    private static let values: [(column: String, value: String)] = [
        ("row", ":row"), ("conversation", number("conversation")), ("sender", number("sender")),
        ("message_id", "CAST(:message_id AS TEXT)"), ("time", number("time")), ("sequence", number("sequence")),
        ("arrived", number("arrived")),
        ("kind", "coalesce(nullif(CAST(:kind AS TEXT), ''), 'text')"), ("body", "ifnull(CAST(:body AS TEXT), '')"),
        ("state", state), ("park_reason", "CASE \(state) WHEN 'parked' THEN '\(Recovery.parkReason)' END"),
        ("unread", "CASE WHEN :state IS NULL AND :unread = 1 THEN 1 ELSE 0 END"),
    ]
    private static let state = """
        CASE WHEN :state IS NULL THEN NULL
        WHEN :state IN ('queued', 'sent', 'delivered', 'read') THEN CAST(:state AS TEXT) ELSE 'parked' END
        """

    private static func number(_ column: String) -> String {
        "ifnull(CAST(CAST(:\(column) AS TEXT) AS INTEGER), 0)"
    }

    init(_ db: Database, columns: [String]) throws {
        self.db = db
        self.columns = columns
        let names = Self.values.map(\.column).joined(separator: ", ")
        let values = Self.values.map(\.value).joined(separator: ", ")
        statement = try db.makeStatement(sql: "INSERT OR IGNORE INTO message (\(names)) VALUES (\(values))")
    }

    /// - Returns: whether it had to be taken in this way; false when it is there already.
    func insert(_ values: [DatabaseValue]) throws -> Bool {
        var arguments: [String: DatabaseValue] = [:]
        for (column, _) in Self.values {
            arguments[column] = columns.firstIndex(of: column).map { values[$0] } ?? .null
        }
        arguments["park_reason"] = nil
        try statement.execute(arguments: StatementArguments(arguments))
        if db.changesCount == 1 { return true }
        // Another message has its row's number, one of the two by damage.
        arguments["row"] = .null
        try statement.execute(arguments: StatementArguments(arguments))
        return db.changesCount == 1
    }
}
