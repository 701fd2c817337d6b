import Foundation
import GRDB

/// A damaged store, opened as far as it lets itself be opened. Works on a copy: the original is not touched.
struct DamagedStore {
    let database: DatabaseQueue
    /// The schema's version, which decides what the new store is made of.
    let version: Int

    /// The first way of opening in which there are messages to read, or else the first that opens; nil when none does.
    ///
    /// After the file as it is come the file with a header of ours, for one whose first bytes are damaged, and the file
    /// with the pages that describe the tables of a new store, in which the tables begin on the same pages.
    static func open(_ files: StoreFiles, in directory: String) throws -> DamagedStore? {
        var empty: DamagedStore?
        for (number, mending) in mendings().enumerated() {
            let copy = directory + "/\(number).sqlite"
            try copyStore(files, to: copy, mending: mending)
            guard let store = opened(copy) else { continue }
            if store.hasMessages { return store }
            empty = empty ?? store
        }
        return empty
    }

    private var hasMessages: Bool {
        (try? database.writeWithoutTransaction {
            try Row.fetchOne($0, sql: "SELECT row FROM message NOT INDEXED LIMIT 1")
        }) != nil
    }

    private struct Mending {
        /// By offset.
        var replacements: [Int: Data] = [:]
        var keepsLog = true
    }

    private static func mendings() -> [Mending] {
        var mendings = [Mending()]
        for version in (1...Schema.current).reversed() {
            guard let pages = try? SchemaPages.ofNewStore(version: version) else { continue }
            if version == Schema.current, let first = pages[0] {
                mendings.append(Mending(replacements: [0: first.prefix(SchemaPages.headerSize)]))
            }
            mendings += [Mending(replacements: pages), Mending(replacements: pages, keepsLog: false)]
        }
        return mendings
    }

    private static func copyStore(_ files: StoreFiles, to copy: String, mending: Mending) throws {
        try FileManager.default.copyItem(atPath: files.path, toPath: copy)
        if !mending.replacements.isEmpty {
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: copy))
            defer { try? file.close() }
            let size = Int(try file.seekToEnd())
            // Less than a page: what there is may stand in the log.
            if size < SchemaPages.pageSize { try file.truncate(atOffset: UInt64(SchemaPages.pageSize)) }
            for (offset, bytes) in mending.replacements {
                try file.seek(toOffset: UInt64(offset))
                try file.write(contentsOf: bytes)
            }
        }
        if mending.keepsLog, StoreFiles.exists(files.log) {
            try FileManager.default.copyItem(atPath: files.log, toPath: copy + "-wal")
        }
    }

    private static func opened(_ path: String) -> DamagedStore? {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { db in
            // Lets a schema in which a single line is damaged be used all the same.
            try db.execute(sql: "PRAGMA writable_schema = ON")
        }
        guard let queue = try? DatabaseQueue(path: path, configuration: configuration) else { return nil }
        let version: Int? = try? queue.writeWithoutTransaction { db in
            _ = try Row.fetchOne(db, sql: "SELECT row FROM message LIMIT 0")
            let version = try Schema.version(of: db)
            return (1...Schema.current).contains(version) ? version : Schema.current
        }
        return version.map { DamagedStore(database: queue, version: $0) }
    }
}
