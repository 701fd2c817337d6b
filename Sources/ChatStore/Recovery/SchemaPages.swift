import Foundation
import GRDB

/// The pages of a database file that say which tables there are and where they begin, taken from a new store: every
/// store of a version was made by the same statements, so these pages are the same in all that were not migrated.
enum SchemaPages {
    /// Of every store that this program has made.
    static let pageSize = 4_096
    /// Bytes before the first page's own content.
    static let headerSize = 100

    /// By their offset in the file.
    static func ofNewStore(version: Int) throws -> [Int: Data] {
        let file = try newStore(version: version)
        var pages: [Int: Data] = [:]
        var numbers = [1]
        while let number = numbers.popLast() {
            let offset = (number - 1) * pageSize
            guard pages[offset] == nil, number > 0, offset + pageSize <= file.count else { continue }
            let page = Data(file[offset..<offset + pageSize])
            pages[offset] = page
            numbers += children(of: page, isFirst: number == 1)
        }
        return pages
    }

    private static func newStore(version: Int) throws -> Data {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("vartalap-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appendingPathComponent("empty.sqlite")
        // A pool, as every store is opened: it takes and frees a page before there is any table.
        let pool = try DatabasePool(path: file.path)
        try pool.writeWithoutTransaction { db in
            try Schema.migrate(db, to: version)
            _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try pool.close()
        var bytes = try Data(contentsOf: file)
        // The number of pages and the list of free ones are another file's: the database then asks for its size.
        if bytes.count >= headerSize { bytes.replaceSubrange(28..<40, with: Data(count: 12)) }
        return bytes
    }

    /// The pages below an inner page of a table: the type, the number of cells, the last child, then the places of cells
    /// that begin with the other children. Source: sqlite.org/fileformat2.html, "B-tree Pages".
    private static func children(of page: Data, isFirst: Bool) -> [Int] {
        let header = isFirst ? headerSize : 0
        let innerTable: UInt8 = 5
        guard page[header] == innerTable else { return [] }
        let count = number(page, at: header + 3, bytes: 2)
        let cells = (0..<count).map { number(page, at: header + 12 + 2 * $0, bytes: 2) }
        return [number(page, at: header + 8, bytes: 4)] + cells.map { number(page, at: $0, bytes: 4) }
    }

    private static func number(_ page: Data, at offset: Int, bytes: Int) -> Int {
        page[offset..<offset + bytes].reduce(0) { $0 << 8 | Int($1) }
    }
}
