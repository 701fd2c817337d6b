import GRDB
import GRDBSQLite

/// The row that a statement stands on, its values read by column number straight from SQLite.
///
/// The row of the database library looks up the type and the presence of each value first; a page of messages takes
/// half as long without. To be used before the statement moves on. What the schema calls NOT NULL needs no optional;
/// should it be NULL in a damaged file all the same, it reads as 0 or the empty text.
struct ResultRow {
    let statement: SQLiteStatement

    subscript<Value: ColumnValue>(_ column: Int32) -> Value {
        Value(statement, column)
    }
}

/// What a column can be read as.
protocol ColumnValue {
    init(_ statement: SQLiteStatement, _ column: Int32)
}

extension Int64: ColumnValue {
    init(_ statement: SQLiteStatement, _ column: Int32) {
        self = sqlite3_column_int64(statement, column)
    }
}

extension Int: ColumnValue {
    init(_ statement: SQLiteStatement, _ column: Int32) {
        self.init(sqlite3_column_int64(statement, column))
    }
}

extension Int32: ColumnValue {
    init(_ statement: SQLiteStatement, _ column: Int32) {
        self = sqlite3_column_int(statement, column)
    }
}

extension Bool: ColumnValue {
    init(_ statement: SQLiteStatement, _ column: Int32) {
        self = sqlite3_column_int64(statement, column) != 0
    }
}

extension String: ColumnValue {
    /// Ill-formed UTF-8 is repaired.
    init(_ statement: SQLiteStatement, _ column: Int32) {
        // Text before size: what is no text is converted by it.
        let start = sqlite3_column_text(statement, column)
        let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
        self.init(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8]: ColumnValue {
    init(_ statement: SQLiteStatement, _ column: Int32) {
        let start = sqlite3_column_blob(statement, column)
        self.init(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    init(_ statement: SQLiteStatement, _ column: Int32) {
        self = sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : Wrapped(statement, column)
    }
}
