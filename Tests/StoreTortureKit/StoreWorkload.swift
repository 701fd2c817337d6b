import ChatModel
package import ChatStore
import ChatTestSupport
import Foundation

/// What a child process does to a store, saying in a file `*.ack` what the store has confirmed: one word for each
/// message, written after the call returned.
package struct StoreWorkload: Sendable {
    /// What a word of the acknowledgement file promises.
    package enum Promise: Hashable, Sendable {
        /// Our message is stored and waits in the outbox, or did so.
        case enqueued(String)
        /// A received message is stored.
        case received(String)
        /// Our message is recorded as taken by the server.
        case sent(String)

        package var word: String {
            switch self {
            case .enqueued(let id): "enqueued:\(id)"
            case .received(let id): "received:\(id)"
            case .sent(let id): "sent:\(id)"
            }
        }

        package init?(_ word: String) {
            let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            switch parts[0] {
            case "enqueued": self = .enqueued(parts[1])
            case "received": self = .received(parts[1])
            case "sent": self = .sent(parts[1])
            default: return nil
            }
        }
    }

    package var directory: String
    package var seed: UInt64
    package var steps: Int
    package var durability: MessageStore.Durability
    /// The log is copied into the file from this length on, in pages.
    package var checkpointPages: Int
    /// The store is closed and opened again after this many steps.
    package var reopensEvery: Int
    /// The process ends without closing the store, which leaves everything in the log.
    package var abandons = false

    package static func storePath(in directory: String) -> String { directory + "/store.sqlite" }

    package init(
        directory: String, seed: UInt64, steps: Int, durability: MessageStore.Durability, checkpointPages: Int,
        reopensEvery: Int = 60
    ) {
        self.directory = directory
        self.seed = seed
        self.steps = steps
        self.durability = durability
        self.checkpointPages = checkpointPages
        self.reopensEvery = reopensEvery
    }

    /// What a run, however it ended, has promised.
    package static func promises(in directory: String) -> Set<Promise> {
        let text = (try? String(contentsOfFile: directory + "/promises.ack", encoding: .utf8)) ?? ""
        return Set(text.split { $0 == " " || $0 == "\n" }.compactMap { Promise(String($0)) })
    }

    package func run() async throws {
        var generator = SeededGenerator(seed: seed)
        let marks = open(directory + "/promises.ack", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(marks) }
        var store = try await openStore()
        try await store.setAccount(StoreSamples.account)
        _ = try await store.startDirect(with: StoreSamples.asha)
        var waiting: [String] = []
        for step in 0..<steps {
            if step > 0, step.isMultiple(of: reopensEvery) {
                try store.close()
                store = try await openStore()
            }
            let promises = try await perform(step, on: store, waiting: &waiting, using: &generator)
            let line = promises.map(\.word).joined(separator: " ") + "\n"
            _ = line.withCString { write(marks, $0, strlen($0)) }
        }
        if abandons { _exit(0) }
        try store.close()
    }

    private func openStore() async throws -> MessageStore {
        let store = try MessageStore.open(
            path: Self.storePath(in: directory), durability: durability, now: { StoreSamples.time })
        try await store.setCheckpointing(true, every: checkpointPages)
        return store
    }

    private func perform(
        _ step: Int, on store: MessageStore, waiting: inout [String], using generator: inout SeededGenerator
    ) async throws -> [Promise] {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<5:
            let id = "out-\(step)"
            try await store.enqueue(Self.text(id, using: &generator))
            waiting.append(id)
            return [.enqueued(id)]
        case 5:
            let ids = (0..<Int.random(in: 2...20, using: &generator)).map { "out-\(step)-\($0)" }
            var texts: [OutgoingText] = []
            for id in ids { texts.append(Self.text(id, using: &generator)) }
            try await store.enqueue(texts)
            waiting += ids
            return ids.map { .enqueued($0) }
        case 6..<9:
            let ids = (0..<Int.random(in: 1...8, using: &generator)).map { "in-\(step)-\($0)" }
            var messages: [IncomingMessage] = []
            for id in ids { messages.append(StoreSamples.incoming(Self.words(using: &generator), id: id)) }
            try await store.insertOnce(messages)
            return ids.map { .received($0) }
        default:
            guard let id = waiting.randomElement(using: &generator) else { return [] }
            waiting.removeAll { $0 == id }
            try await store.acknowledge(MessageID(id), in: StoreSamples.withAsha)
            return [.sent(id)]
        }
    }

    private static func text(_ id: String, using generator: inout SeededGenerator) -> OutgoingText {
        StoreSamples.outgoing(words(using: &generator), id: id)
    }

    private static func words(using generator: inout SeededGenerator) -> String {
        let vocabulary = ["lunch", "at", "one", "नमस्ते", "tomorrow", "the", "train", "is", "late", "again", "café"]
        let count = Int.random(in: 1...60, using: &generator)
        return (0..<count).map { _ in vocabulary.randomElement(using: &generator) ?? "" }.joined(separator: " ")
    }
}
