import GRDB

/// The server's SQLite database and its schema. Migrations are SQL only and append-only.
struct ServerDatabase: Sendable {
    let queue: DatabaseQueue

    /// Opens and migrates; in memory when `path` is nil.
    init(path: String?) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        if let path {
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
            }
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } else {
            queue = try DatabaseQueue(configuration: configuration)
        }
        try Self.migrator.migrate(queue)
    }

    /// Makes a change on the caller's thread: for what takes microseconds, where going to another thread and back takes
    /// longer.
    func write<Answer>(_ change: (Database) throws -> Answer) throws -> Answer {
        try queue.write(change)
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 profiles, groups and pending messages") { database in
            try database.execute(sql: schema1)
        }
        migrator.registerMigration("2 binary frames, and since when somebody is a member") { database in
            try database.execute(sql: schema2)
        }
        return migrator
    }

    /// `pending_message.status`: 0 waits for its receiver, 1 was written to a socket. Times are milliseconds.
    private static let schema1 = """
        CREATE TABLE profile (
            username TEXT PRIMARY KEY NOT NULL,
            created_at INTEGER NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE access_key (
            key TEXT PRIMARY KEY NOT NULL,
            username TEXT NOT NULL REFERENCES profile
        ) WITHOUT ROWID;

        CREATE TABLE push_token (
            username TEXT NOT NULL,
            device TEXT NOT NULL,
            token TEXT NOT NULL,
            PRIMARY KEY (username, device)
        ) WITHOUT ROWID;

        CREATE TABLE chat_group (
            id TEXT PRIMARY KEY NOT NULL,
            document TEXT NOT NULL,
            name TEXT,
            picture TEXT
        );

        CREATE TABLE group_member (
            row INTEGER PRIMARY KEY,
            group_id TEXT NOT NULL REFERENCES chat_group,
            username TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('user', 'admin')),
            UNIQUE (group_id, username, role)
        );
        CREATE INDEX group_member_by_username ON group_member (username, group_id);

        CREATE TABLE pending_message (
            row INTEGER PRIMARY KEY AUTOINCREMENT,
            receiver TEXT NOT NULL,
            message_id TEXT,
            status INTEGER NOT NULL CHECK (status IN (0, 1)),
            kind TEXT,
            channel TEXT,
            source TEXT NOT NULL,
            destination TEXT NOT NULL,
            content TEXT,
            meta TEXT NOT NULL,
            weight INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        );
        CREATE INDEX pending_message_by_status ON pending_message (receiver, status, row);
        CREATE INDEX pending_message_by_id ON pending_message (receiver, message_id);
        CREATE INDEX pending_message_by_expiry ON pending_message (expires_at);
        """

    /// What only binary frames carry, and when a member joined.
    private static let schema2 = """
        ALTER TABLE pending_message ADD COLUMN recipients TEXT;
        ALTER TABLE pending_message ADD COLUMN version REAL NOT NULL DEFAULT 2.1;
        ALTER TABLE pending_message ADD COLUMN client_time INTEGER;
        ALTER TABLE pending_message ADD COLUMN server_id TEXT NOT NULL DEFAULT '';
        ALTER TABLE pending_message ADD COLUMN server_time INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE group_member ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
        """
}
