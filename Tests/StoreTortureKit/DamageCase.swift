package import ChatStore
import ChatTestSupport
import Foundation

/// One way of damaging a store, decided by a seed; what comes of it is compared with what the `sqlite3` tool still reads.
package struct DamageCase: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case randomBytes, pageSwap, cutTail, zeroLength, brokenHeader, lostFirstPage, zeroedPages, brokenLog
    }

    package var kind: Kind
    package var seed: UInt64

    package init(kind: Kind, seed: UInt64) {
        self.kind = kind
        self.seed = seed
    }

    /// What became of the damaged store.
    package struct Outcome: Sendable {
        package var recovery: Recovery?
        /// What a store that is refused says; nothing of it is touched then.
        package var refusal: StoreError?
        /// Read by the tool from the damaged file, and not in the recovered one.
        package var lost: [String] = []
        package var damage: [String] = []
        /// How many messages the damaged store had, and how many the recovered one has.
        package var before = 0
        package var after = 0
    }

    private static let pageSize = 4_096

    /// A store with some history, closed or (with `keepsLog`) with everything still in its log.
    package static func makeStore(in directory: String, seed: UInt64, keepsLog: Bool, program: String) throws {
        try ChildProcess.run(
            program,
            [
                "work", "--directory", directory, "--seed", String(seed), "--steps", "120", "--checkpoint-pages",
                keepsLog ? "1000000" : "200", "--reopens-every", "1000", "--abandon", keepsLog ? "yes" : "no",
            ], environment: [:])
    }

    /// Damages the store in `directory`, recovers it and looks.
    package func run(in directory: String) async throws -> Outcome {
        let path = StoreWorkload.storePath(in: directory)
        var outcome = Outcome()
        outcome.before = SQLiteTool.ids("message", in: path).count
        try damage(path)
        let readable = SQLiteTool.ids("message", in: path)
        let waiting = SQLiteTool.ids("outbox", in: path)
        do {
            outcome.recovery = try MessageStore.recover(path: path, at: StoreSamples.time)
            let verdict = await StoreJudge.judge(directory: directory, promises: [])
            outcome.damage = verdict.damage
            let kept = SQLiteTool.ids("message", in: path)
            outcome.after = kept.count
            outcome.lost = readable.subtracting(kept).sorted()
            outcome.lost += waiting.intersection(readable).subtracting(SQLiteTool.ids("outbox", in: path)).sorted()
        } catch {
            outcome.refusal = error
        }
        return outcome
    }

    private func damage(_ path: String) throws {
        var generator = SeededGenerator(seed: seed)
        let file = kind == .brokenLog ? path + "-wal" : path
        guard FileManager.default.fileExists(atPath: file) else { return }
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        let pages = bytes.count / Self.pageSize
        switch kind {
        case .randomBytes, .brokenLog:
            for _ in 0..<Int.random(in: 1...200, using: &generator) where bytes.count > Self.pageSize {
                bytes[Int.random(in: Self.pageSize..<bytes.count, using: &generator)] = .random(
                    in: 0...255, using: &generator)
            }
        case .pageSwap:
            for _ in 0..<3 where pages > 3 {
                let (one, other) = (
                    Int.random(in: 1..<pages, using: &generator), Int.random(in: 1..<pages, using: &generator)
                )
                for offset in 0..<Self.pageSize {
                    bytes.swapAt(one * Self.pageSize + offset, other * Self.pageSize + offset)
                }
            }
        case .cutTail:
            if pages > 2 { bytes.removeLast(Int.random(in: 1..<(pages - 1) * Self.pageSize, using: &generator)) }
        case .zeroLength:
            bytes = []
        case .brokenHeader:
            for offset in 0..<min(100, bytes.count) { bytes[offset] = .random(in: 0...255, using: &generator) }
        case .lostFirstPage:
            for offset in 0..<min(Self.pageSize, bytes.count) {
                bytes[offset] = .random(in: 0...255, using: &generator)
            }
        case .zeroedPages:
            for _ in 0..<max(1, pages / 10) where pages > 1 {
                let page = Int.random(in: 1..<pages, using: &generator)
                for offset in 0..<Self.pageSize { bytes[page * Self.pageSize + offset] = 0 }
            }
        }
        try Data(bytes).write(to: URL(fileURLWithPath: file))
    }
}

/// The `sqlite3` tool, reading as far as it gets from both ends of a table.
enum SQLiteTool {
    static func ids(_ table: String, in path: String) -> Set<String> {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("vartalap-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let copy = directory.appendingPathComponent("copy.sqlite").path
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
            for ending in ["", "-wal"] where FileManager.default.fileExists(atPath: path + ending) {
                try FileManager.default.copyItem(atPath: path + ending, toPath: copy + ending)
            }
        } catch {
            return []
        }
        // A row counts as read when all of it is: of a text that is lost the id alone helps nobody.
        let isWhole = "length(message.body || ifnull(message.state, '') || message.unread) >= 0"
        let queries = ["ASC", "DESC"].map { order in
            table == "outbox"
                ? "SELECT message_id FROM outbox CROSS JOIN message ON message.row = outbox.message "
                    + "WHERE \(isWhole) AND message.state IN ('queued', 'parked') ORDER BY outbox.row \(order)"
                : "SELECT message_id FROM message NOT INDEXED WHERE \(isWhole) ORDER BY row \(order)"
        }
        var found: Set<String> = []
        for query in queries {
            let outcome = try? ChildProcess.outcome("/usr/bin/sqlite3", [copy, query], environment: [:])
            let lines = outcome?.output.split(separator: "\n").map(String.init) ?? []
            // What no id of ours looks like is damage that the database did not notice.
            found.formUnion(lines.filter { $0.hasPrefix("out-") || $0.hasPrefix("in-") })
        }
        return found
    }
}
