extension Schema {
    /// The first schema. Times are milliseconds since 1970 UTC; `row` is a table's own short name for what the outside
    /// names by text, so that the million-row tables stay small.
    static let version1 = contacts1 + conversations1 + messages1 + outbox1 + search1

    /// Everybody we know of, ourselves included; and who we are.
    private static let contacts1 = """
        CREATE TABLE contact (
            row INTEGER PRIMARY KEY,
            number TEXT NOT NULL UNIQUE CHECK (number <> ''),
            name TEXT CHECK (name <> ''),
            status TEXT NOT NULL CHECK (status IN ('active', 'deleted', 'unknown')),
            has_account INTEGER NOT NULL DEFAULT 0 CHECK (has_account IN (0, 1))
        ) STRICT;

        -- One row at most; it outlives signing out, so that no second account is ever mixed into the history.
        CREATE TABLE account (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            contact INTEGER NOT NULL REFERENCES contact (row),
            server TEXT NOT NULL,
            design TEXT NOT NULL,
            signed_in INTEGER NOT NULL CHECK (signed_in IN (0, 1))
        ) STRICT;

        CREATE TABLE sync_cursor (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        """

    private static let conversations1 = """
        -- last_message and last_time follow the newest message, in the transaction that inserts it.
        CREATE TABLE conversation (
            row INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE CHECK (id <> ''),
            kind TEXT NOT NULL CHECK (kind IN ('direct', 'group')),
            peer INTEGER REFERENCES contact (row),
            title TEXT NOT NULL,
            last_message INTEGER REFERENCES message (row),
            last_time INTEGER NOT NULL,
            muted INTEGER NOT NULL DEFAULT 0 CHECK (muted IN (0, 1)),
            CHECK ((kind = 'direct') = (peer IS NOT NULL))
        ) STRICT;
        CREATE INDEX conversation_recent ON conversation (last_time);
        CREATE INDEX conversation_peer ON conversation (peer) WHERE peer IS NOT NULL;

        -- joined_after is the newest message row when we learned of the member: receipts for older ones are not due.
        CREATE TABLE member (
            conversation INTEGER NOT NULL REFERENCES conversation (row),
            contact INTEGER NOT NULL REFERENCES contact (row),
            role TEXT NOT NULL CHECK (role IN ('user', 'admin')),
            joined_after INTEGER NOT NULL,
            PRIMARY KEY (conversation, contact)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE draft (
            conversation INTEGER PRIMARY KEY REFERENCES conversation (row),
            text TEXT NOT NULL CHECK (text <> '')
        ) STRICT;

        CREATE TABLE read_marker (
            conversation INTEGER PRIMARY KEY REFERENCES conversation (row),
            time INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            message INTEGER NOT NULL
        ) STRICT;

        """

    private static let messages1 = """
        -- state is NULL for received messages. A row number is never used twice.
        CREATE TABLE message (
            row INTEGER PRIMARY KEY AUTOINCREMENT,
            conversation INTEGER NOT NULL REFERENCES conversation (row),
            sender INTEGER NOT NULL REFERENCES contact (row),
            message_id TEXT NOT NULL CHECK (message_id <> ''),
            time INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            arrived INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind <> ''),
            body TEXT NOT NULL,
            state TEXT CHECK (state IN ('queued', 'sent', 'delivered', 'read', 'parked')),
            park_reason TEXT,
            unread INTEGER NOT NULL CHECK (unread IN (0, 1)),
            UNIQUE (conversation, sender, message_id),
            CHECK ((state IS 'parked') = (park_reason IS NOT NULL)),
            CHECK (state IS NULL OR unread = 0)
        ) STRICT;
        CREATE INDEX message_timeline ON message (conversation, time, sequence);
        CREATE INDEX message_unread ON message (conversation, unread, time, sequence) WHERE unread = 1;
        CREATE INDEX message_own ON message (message_id) WHERE state IS NOT NULL;
        CREATE INDEX message_parked ON message (conversation) WHERE state = 'parked';

        CREATE TRIGGER message_place_is_fixed BEFORE UPDATE OF row, conversation, sender, message_id, time, sequence
        ON message BEGIN
            SELECT RAISE(ABORT, 'the place of a message is fixed when it is inserted');
        END;
        CREATE TRIGGER message_moves_are_legal BEFORE UPDATE OF state ON message
        WHEN coalesce(old.state, '') || '>' || coalesce(new.state, '') NOT IN (
            'queued>sent', 'queued>parked', 'parked>queued', 'queued>delivered', 'queued>read', 'sent>delivered',
            'sent>read', 'delivered>read')
        BEGIN
            SELECT RAISE(ABORT, 'illegal move of a message');
        END;

        -- What each member of a group said of a message of ours.
        CREATE TABLE message_receipt (
            message INTEGER NOT NULL REFERENCES message (row) ON DELETE CASCADE,
            member INTEGER NOT NULL REFERENCES contact (row),
            state TEXT NOT NULL CHECK (state IN ('delivered', 'read')),
            PRIMARY KEY (message, member)
        ) STRICT, WITHOUT ROWID;

        -- Frames that could not be read, as they came.
        CREATE TABLE unreadable_frame (
            row INTEGER PRIMARY KEY AUTOINCREMENT,
            arrived INTEGER NOT NULL,
            reason TEXT NOT NULL,
            is_text INTEGER NOT NULL CHECK (is_text IN (0, 1)),
            size INTEGER NOT NULL,
            bytes BLOB NOT NULL
        ) STRICT;

        """

    private static let outbox1 = """
        -- What is still to be said, in order. Only kind 'message' names a message; other kinds carry a payload.
        CREATE TABLE outbox (
            row INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind <> ''),
            message INTEGER UNIQUE REFERENCES message (row),
            payload TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            CHECK ((kind = 'message') = (message IS NOT NULL)),
            CHECK ((kind = 'message') = (payload IS NULL))
        ) STRICT;

        -- What the authors are still to be told; a read receipt takes the place of a delivered one.
        CREATE TABLE receipt_outbox (
            row INTEGER PRIMARY KEY AUTOINCREMENT,
            message INTEGER NOT NULL UNIQUE REFERENCES message (row) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('delivered', 'read')),
            queued INTEGER NOT NULL
        ) STRICT;

        """

    /// Marks count as letters (M*), or vowel signs would break Devanagari words apart. `place` holds the conversation
    /// as a word, so that a search in one conversation does not visit the matches of all others.
    private static let search1 = """
        CREATE VIEW message_text (row, body, place) AS
        SELECT row, body, 'c' || conversation FROM message WHERE kind = 'text';

        CREATE VIRTUAL TABLE message_search USING fts5 (
            body, place, content = 'message_text', content_rowid = 'row', columnsize = 0, prefix = '2 3',
            tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
        );
        CREATE TRIGGER message_search_insert AFTER INSERT ON message WHEN new.kind = 'text' BEGIN
            INSERT INTO message_search (rowid, body, place) VALUES (new.row, new.body, 'c' || new.conversation);
        END;
        CREATE TRIGGER message_search_delete AFTER DELETE ON message WHEN old.kind = 'text' BEGIN
            INSERT INTO message_search (message_search, rowid, body, place)
            VALUES ('delete', old.row, old.body, 'c' || old.conversation);
        END;
        CREATE TRIGGER message_search_update AFTER UPDATE OF body ON message WHEN old.kind = 'text' BEGIN
            INSERT INTO message_search (message_search, rowid, body, place)
            VALUES ('delete', old.row, old.body, 'c' || old.conversation);
            INSERT INTO message_search (rowid, body, place) VALUES (new.row, new.body, 'c' || new.conversation);
        END;

        """
}
