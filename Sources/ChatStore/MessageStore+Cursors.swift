import GRDB

/// Where synchronising something left off, under names that its owner chooses.
extension MessageStore {
    package func cursor(_ name: String) async throws(StoreError) -> String? {
        try await read { db in
            try db.first("SELECT value FROM sync_cursor WHERE name = ?", [name]) { $0[0] }
        }
    }

    package func setCursor(_ name: String, to value: String) async throws(StoreError) {
        try await write(.cursors) { db in
            try db.run(
                """
                INSERT INTO sync_cursor (name, value) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value
                """, [name, value])
        }
    }
}
