extension Schema {
    /// Who owns the connection, what the server took and nobody has confirmed, and whom receipts can be expected of.
    static let version3 = ownership3 + watch3 + outbox3

    private static let ownership3 = """
        -- One row at most. epoch grows with every take-over; what an owner writes to the outbox names its own.
        CREATE TABLE owner (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            epoch INTEGER NOT NULL,
            process INTEGER NOT NULL,
            since INTEGER NOT NULL
        ) STRICT;

        """

    /// Whoever has ever said that a message arrived is known to send receipts; no older message is watched, since
    /// nothing is known of when it was written.
    private static let watch3 = """
        -- heard is when anything came from them last.
        CREATE TABLE peer (
            contact INTEGER PRIMARY KEY REFERENCES contact (row),
            sends_receipts INTEGER NOT NULL DEFAULT 0 CHECK (sends_receipts IN (0, 1)),
            heard INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        INSERT INTO peer (contact, sends_receipts)
        SELECT conversation.peer, 1 FROM conversation WHERE conversation.peer IS NOT NULL AND EXISTS (
            SELECT 1 FROM message
            WHERE message.conversation = conversation.row AND message.state IN ('delivered', 'read'))
        UNION
        SELECT message_receipt.member, 1 FROM message_receipt;

        -- A row for each message of ours that is 'sent': when it was written last, how often it was sent again, and
        -- what became of the link that it was written to. It goes with the receipt; of one that is no longer watched
        -- it stays, for the user to see.
        CREATE TABLE unconfirmed (
            message INTEGER PRIMARY KEY REFERENCES message (row) ON DELETE CASCADE,
            written INTEGER NOT NULL,
            repairs INTEGER NOT NULL DEFAULT 0 CHECK (repairs >= 0),
            link TEXT NOT NULL CHECK (link IN ('open', 'lost', 'safe')),
            asked INTEGER NOT NULL DEFAULT 0 CHECK (asked IN (0, 1)),
            watched INTEGER NOT NULL DEFAULT 1 CHECK (watched IN (0, 1)),
            CHECK (watched = 1 OR (link = 'safe' AND asked = 0))
        ) STRICT;
        CREATE INDEX unconfirmed_watched ON unconfirmed (message) WHERE watched = 1;
        CREATE INDEX unconfirmed_open ON unconfirmed (written) WHERE link = 'open';
        CREATE INDEX unconfirmed_asked ON unconfirmed (message) WHERE asked = 1;

        """

    /// strikes counts links that ended right after this message was written to them and nothing else was under way.
    /// conversation.sequence is the number of our last message there.
    private static let outbox3 = """
        ALTER TABLE outbox ADD COLUMN strikes INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outbox ADD COLUMN attempted INTEGER;
        ALTER TABLE conversation ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;

        """
}
