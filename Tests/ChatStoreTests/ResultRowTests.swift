import GRDB
import Testing

@testable import ChatStore

/// Values read by column number straight from a statement.
struct ResultRowTests {
    private func row<Value>(_ sql: String, _ make: (ResultRow) -> Value) throws -> Value {
        try #require(try DatabaseQueue().read { db in try db.first("SELECT \(sql)", [], make) })
    }

    @Test func numbersKeepAllTheirBits() throws {
        #expect(try row("9223372036854775807") { $0[0] as Int64 } == .max)
        #expect(try row("-9223372036854775808") { $0[0] as Int } == .min)
        #expect(try row("-2147483648") { $0[0] as Int32 } == .min)
        #expect(try row("1, 0") { [$0[0] as Bool, $0[1]] } == [true, false])
    }

    @Test(arguments: ["", "a", "नमस्ते 👋🏽", String(repeating: "long ", count: 1_000)])
    func textIsReadAsItWasWritten(text: String) throws {
        let read = try DatabaseQueue().read { db in try db.first("SELECT ?", [text]) { $0[0] as String } }
        #expect(read == text)
    }

    @Test func textOfDoubtfulBytesIsReadToItsEnd() throws {
        #expect(try row("CAST(x'610062' AS TEXT)") { $0[0] as String } == "a\0b")
        #expect(try row("CAST(x'61ff62' AS TEXT)") { $0[0] as String } == "a\u{FFFD}b")
        #expect(try row("17") { $0[0] as String } == "17")
    }

    @Test func bytesAreReadAsTheyAre() throws {
        #expect(try row("x'00ff10'") { $0[0] as [UInt8] } == [0, 255, 16])
        #expect(try row("x''") { $0[0] as [UInt8] } == [])
    }

    @Test func nullIsNilWhereItMayBeAndEmptyWhereTheSchemaForbidsIt() throws {
        #expect(try row("NULL") { $0[0] as String? } == nil)
        #expect(try row("NULL") { $0[0] as Int64? } == nil)
        #expect(try row("''") { $0[0] as String? } == "")
        #expect(try row("0") { $0[0] as Int? } == 0)
        #expect(try row("NULL, NULL, NULL") { "\($0[0] as String)|\($0[1] as Int)|\($0[2] as Bool)" } == "|0|false")
    }

    @Test func aRowIsThatOnWhichTheStatementStands() throws {
        let sql = """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
            SELECT i, 'row ' || i FROM n
            """
        let rows = try DatabaseQueue().read { db in try db.all(sql) { ($0[0] as Int, $0[1] as String) } }
        #expect(rows.map(\.0) == Array(1...100))
        #expect(rows.map(\.1) == (1...100).map { "row \($0)" })
    }
}
