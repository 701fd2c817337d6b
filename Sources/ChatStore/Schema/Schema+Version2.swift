extension Schema {
    /// Groups that are made and changed offline: what is wanted of the server stands in the outbox among the messages.
    static let version2 = membership2 + operations2 + union2

    /// Who has left a group, or was removed, reads on and writes no more.
    private static let membership2 = """
        ALTER TABLE conversation ADD COLUMN has_left INTEGER NOT NULL DEFAULT 0 CHECK (has_left IN (0, 1));

        """

    private static let operations2 = """
        -- What we want of a group. Its outbox row (of kind 'group', with the id as payload) is its place among the
        -- messages; the row here outlives that one, so that whoever asked can learn the outcome. The id is also that of
        -- the notice in the timeline. A creation remembers the name that the conversation had before the server's.
        CREATE TABLE group_operation (
            row INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE CHECK (id <> ''),
            conversation INTEGER NOT NULL REFERENCES conversation (row),
            kind TEXT NOT NULL CHECK (kind IN ('create', 'add', 'remove', 'leave')),
            state TEXT NOT NULL CHECK (state IN ('queued', 'done', 'refused')),
            outbox INTEGER UNIQUE REFERENCES outbox (row),
            local_id TEXT UNIQUE,
            refusal TEXT,
            reason TEXT,
            CHECK ((state = 'queued') = (outbox IS NOT NULL)),
            CHECK ((kind = 'create') = (local_id IS NOT NULL)),
            CHECK ((state = 'refused') = (reason IS NOT NULL)),
            CHECK ((refusal IS NULL) = (reason IS NULL))
        ) STRICT;
        CREATE INDEX group_operation_conversation ON group_operation (conversation);

        -- Whom it concerns, in the order of the request, and what they were in the group before (NULL: not in it).
        CREATE TABLE group_operation_user (
            operation INTEGER NOT NULL REFERENCES group_operation (row) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            contact INTEGER NOT NULL REFERENCES contact (row),
            role TEXT CHECK (role IN ('user', 'admin')),
            joined_after INTEGER,
            PRIMARY KEY (operation, position),
            CHECK ((role IS NULL) = (joined_after IS NULL))
        ) STRICT, WITHOUT ROWID;

        """

    /// The server's notice may bring a new group in before the answer to our own request has: then one group has two
    /// conversations until that answer, and this is the one way in which a message changes its conversation.
    private static let union2 = """
        -- Two conversations that turn out to be one; holds a row only within the transaction that unites them.
        CREATE TABLE conversation_union (
            source INTEGER PRIMARY KEY,
            target INTEGER NOT NULL
        ) STRICT;

        DROP TRIGGER message_place_is_fixed;
        CREATE TRIGGER message_place_is_fixed BEFORE UPDATE OF row, sender, message_id, time, sequence ON message BEGIN
            SELECT RAISE(ABORT, 'the place of a message is fixed when it is inserted');
        END;
        CREATE TRIGGER message_conversation_is_fixed BEFORE UPDATE OF conversation ON message
        WHEN NOT EXISTS (
            SELECT 1 FROM conversation_union WHERE source = old.conversation AND target = new.conversation)
        BEGIN
            SELECT RAISE(ABORT, 'the place of a message is fixed when it is inserted');
        END;

        DROP TRIGGER message_search_update;
        CREATE TRIGGER message_search_update AFTER UPDATE OF body, conversation ON message WHEN old.kind = 'text' BEGIN
            INSERT INTO message_search (message_search, rowid, body, place)
            VALUES ('delete', old.row, old.body, 'c' || old.conversation);
            INSERT INTO message_search (rowid, body, place) VALUES (new.row, new.body, 'c' || new.conversation);
        END;

        """
}
