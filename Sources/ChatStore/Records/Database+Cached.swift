import GRDB

/// Short words for running SQL through the statement cache: everything here runs many times.
extension Database {
    /// Runs a statement that returns no rows, and says how many rows it changed (those of triggers not counted).
    @discardableResult
    func run(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
        try cachedStatement(sql: sql).execute(arguments: arguments)
        return changesCount
    }

    /// The rows of a query, each made into a value while the statement stands on it.
    func all<Value>(
        _ sql: String, _ arguments: StatementArguments = [], _ make: (ResultRow) throws -> Value
    ) throws -> [Value] {
        let statement = try cachedStatement(sql: sql)
        let row = ResultRow(statement: statement.sqliteStatement)
        let cursor = try Row.fetchCursor(statement, arguments: arguments)
        var values: [Value] = []
        while try cursor.next() != nil {
            values.append(try make(row))
        }
        return values
    }

    /// The first row of a query, or nil.
    func first<Value>(
        _ sql: String, _ arguments: StatementArguments = [], _ make: (ResultRow) throws -> Value
    ) throws -> Value? {
        let statement = try cachedStatement(sql: sql)
        let cursor = try Row.fetchCursor(statement, arguments: arguments)
        return try cursor.next() == nil ? nil : make(ResultRow(statement: statement.sqliteStatement))
    }

    /// The first column of the first row, or nil.
    func integer(_ sql: String, _ arguments: StatementArguments = []) throws -> Int64? {
        try first(sql, arguments) { $0[0] as Int64? }.flatMap { $0 }
    }
}
