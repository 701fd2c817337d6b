extension Schema {
    /// Messages are stored at once and taken into the full-text index later, many at a time.
    static let version4 = """
        -- The full-text index holds the texts up to this row of message.
        CREATE TABLE search_progress (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            row INTEGER NOT NULL
        ) STRICT;
        INSERT INTO search_progress (one, row) SELECT 1, ifnull(max(row), 0) FROM message;

        DROP VIEW message_text;
        CREATE VIEW message_text (row, body, place) AS
        SELECT row, body, 'c' || conversation FROM message
        WHERE kind = 'text' AND row <= (SELECT search_progress.row FROM search_progress);

        DROP TRIGGER message_search_insert;
        DROP TRIGGER message_search_delete;
        CREATE TRIGGER message_search_delete AFTER DELETE ON message
        WHEN old.kind = 'text' AND old.row <= (SELECT search_progress.row FROM search_progress) BEGIN
            INSERT INTO message_search (message_search, rowid, body, place)
            VALUES ('delete', old.row, old.body, 'c' || old.conversation);
        END;
        DROP TRIGGER message_search_update;
        CREATE TRIGGER message_search_update AFTER UPDATE OF body, conversation ON message
        WHEN old.kind = 'text' AND old.row <= (SELECT search_progress.row FROM search_progress) BEGIN
            INSERT INTO message_search (message_search, rowid, body, place)
            VALUES ('delete', old.row, old.body, 'c' || old.conversation);
            INSERT INTO message_search (rowid, body, place) VALUES (new.row, new.body, 'c' || new.conversation);
        END;

        """
}
