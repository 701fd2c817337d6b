import ChatModel
import Foundation
import GRDB

/// Frames that could not be read: kept, bounded and counted, so that one bad frame never ends a session.
extension MessageStore {
    /// Keeps a frame, cut to `UnreadableFrame.maximumBytes`; the oldest beyond `maximumCount` goes.
    package func keepUnreadable(_ frame: UnreadableFrame) async throws(StoreError) {
        try await write(.unreadable, mayUseReserve: false) { db in
            let bytes = Data(frame.bytes.prefix(UnreadableFrame.maximumBytes))
            try db.run(
                "INSERT INTO unreadable_frame (arrived, reason, is_text, size, bytes) VALUES (?, ?, ?, ?, ?)",
                [frame.arrival.milliseconds, frame.reason, frame.isText, frame.bytes.count, bytes])
            try db.run(
                "DELETE FROM unreadable_frame WHERE row <= ?",
                [db.lastInsertedRowID - Int64(UnreadableFrame.maximumCount)])
        }
    }

    /// How many frames could ever not be read; those no longer kept included.
    package func unreadableCount() async throws(StoreError) -> Int {
        try await read { db in Int(try db.integer("SELECT max(row) FROM unreadable_frame") ?? 0) }
    }

    /// The kept frames, newest first.
    package func unreadableFrames(limit: Int) async throws(StoreError) -> [UnreadableFrame] {
        try await read { db in
            try db.all(
                "SELECT bytes, is_text, reason, arrived FROM unreadable_frame ORDER BY row DESC LIMIT ?", [limit]
            ) { row in
                UnreadableFrame(
                    bytes: row[0], isText: row[1], reason: row[2],
                    arrival: Timestamp(milliseconds: row[3]))
            }
        }
    }
}
