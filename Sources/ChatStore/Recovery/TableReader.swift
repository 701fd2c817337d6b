import GRDB

/// Reads what can be read of one table, around the pages that cannot.
///
/// From both ends towards the damage, then from the middle of what is left in both directions, and so on: each damaged
/// page costs a number of tries that grows with its rows, and no row beside it is lost.
struct TableReader {
    let db: Database
    let table: String
    let columns: [String]
    /// Whether some part of the table could not be read.
    private(set) var isIncomplete = false
    /// Tries in all, and since one has found a row; a table whose root is gone would take for ever.
    private var tries = 0
    private var barrenTries = 0
    private static let mostTries = 20_000
    private static let mostBarrenTries = 1_000

    init(_ db: Database, table: String, columns: [String]) {
        self.db = db
        self.table = table
        self.columns = columns
    }

    private var list: String { columns.map { "\"\($0)\"" }.joined(separator: ", ") }

    /// Calls `take` with each row's values in the order of `columns`; a row may come twice.
    mutating func read(_ take: ([DatabaseValue]) throws -> Void) throws {
        var highest = highestRow
        // Without bounds: on pages that have changed places the numbers are in no order.
        guard try !scan("", take, { highest = max(highest, $0) }) else { return }
        isIncomplete = true
        guard hasRowNumbers else {
            _ = try scan("ORDER BY \(firstColumn) DESC", take)
            return
        }
        _ = try scan("ORDER BY rowid DESC", take, { highest = max(highest, $0) })
        // The widest first: what is readable between two damaged places is found before the places are searched.
        var ranges = [(low: Int64(1), high: highest)]
        var next = 0
        while next < ranges.count, tries < Self.mostTries, barrenTries < Self.mostBarrenTries {
            let range = ranges[next]
            next += 1
            guard range.low <= range.high, let gap = try gap(after: range.low, before: range.high, take),
                gap.low < gap.high
            else { continue }
            let middle = gap.low + (gap.high - gap.low) / 2
            ranges += [(gap.low, middle), (middle + 1, gap.high)]
        }
    }

    /// Reads up from `low` and down from `high` until something cannot be read.
    ///
    /// - Returns: what lies between; nil when everything was read.
    private mutating func gap(
        after low: Int64, before high: Int64, _ take: ([DatabaseValue]) throws -> Void
    ) throws -> (low: Int64, high: Int64)? {
        var (next, last) = (low, high)
        let range = "WHERE rowid BETWEEN \(low) AND \(high) ORDER BY rowid"
        if try scan(range, take, { next = max(next, $0 == .max ? $0 : $0 + 1) }) { return nil }
        guard next <= high else { return nil }
        let rest = "WHERE rowid BETWEEN \(next) AND \(high) ORDER BY rowid DESC"
        _ = try scan(rest, take, { last = min(last, $0 - 1) })
        return next <= last ? (next, last) : nil
    }

    /// - Returns: false when it ended at something that cannot be read.
    private mutating func scan(
        _ condition: String, _ take: ([DatabaseValue]) throws -> Void, _ passed: (Int64) -> Void = { _ in }
    ) throws -> Bool {
        tries += 1
        barrenTries += 1
        let number = hasRowNumbers ? "rowid" : "0"
        do {
            let cursor = try Row.fetchCursor(db, sql: "SELECT \(number), \(list) FROM \"\(table)\" \(condition)")
            while let row = try cursor.next() {
                let values = row.databaseValues
                barrenTries = 0
                try take(Array(values.dropFirst()))
                if let number = Int64.fromDatabaseValue(values.first ?? .null) { passed(number) }
            }
            return true
        } catch let error as DatabaseError where Self.isDamage(error) {
            return false
        }
    }

    private static func isDamage(_ error: DatabaseError) -> Bool {
        [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR, .SQLITE_ERROR].contains(error.resultCode)
    }

    private lazy var hasRowNumbers: Bool = {
        (try? db.makeStatement(sql: "SELECT rowid FROM \"\(table)\" LIMIT 0")) != nil
    }()

    private var firstColumn: String { "\"\(columns.first ?? "")\"" }

    /// An upper bound for the row numbers, from whatever can still be read.
    private var highestRow: Int64 {
        let counter = try? Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = ?", arguments: [table])
        let last = try? Int64.fetchOne(db, sql: "SELECT max(rowid) FROM \"\(table)\"")
        return max(counter ?? 0, last ?? 0, counter == nil && last == nil ? 1 << 24 : 1)
    }
}
