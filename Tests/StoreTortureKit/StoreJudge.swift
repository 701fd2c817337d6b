import ChatModel
package import ChatStore
import ChatTestSupport
import Foundation
import GRDB

/// Says whether a store still holds what was promised, and is sound.
package enum StoreJudge {
    /// What is wrong: nothing, when every promise is kept and the store has no complaint about itself.
    package struct Verdict: Equatable, Sendable {
        /// Promised and not there.
        package var lost: [String] = []
        /// The store cannot be opened, or complains about itself.
        package var damage: [String] = []

        package var isGood: Bool { lost.isEmpty && damage.isEmpty }
    }

    /// Opens the store in `directory` as the program would, and looks.
    package static func judge(
        directory: String, promises: Set<StoreWorkload.Promise>, durability: MessageStore.Durability = .full
    ) async -> Verdict {
        var verdict = Verdict()
        let path = StoreWorkload.storePath(in: directory)
        do {
            let store = try MessageStore.open(path: path, durability: durability, now: { StoreSamples.time })
            verdict.damage = try await store.complaints()
            verdict.lost = try await lost(promises, in: store)
            try store.close()
        } catch {
            verdict.damage.append(String(describing: error))
        }
        return verdict
    }

    private static func lost(
        _ promises: Set<StoreWorkload.Promise>, in store: MessageStore
    ) async throws -> [String] {
        let path = store.path
        let rows = try await DatabaseQueue(path: path).read { db in
            try Row.fetchAll(db, sql: "SELECT message_id, state FROM message").map { row in
                (row[0] as String, row[1] as String?)
            }
        }
        let states = Dictionary(rows, uniquingKeysWith: { first, _ in first })
        return promises.filter { promise in
            switch promise {
            case .enqueued(let id): (states[id] ?? nil) == nil
            case .received(let id): states[id] == nil
            case .sent(let id): (states[id] ?? nil) != "sent"
            }
        }.map(\.word).sorted()
    }
}
