import ChatModel
import ChatTestSupport

@testable import ChatStore

extension MessageStore {
    /// Takes over and counts an attempt for each row, as an owner does before it writes frames.
    func countAttempts(_ rows: [Int64]) async throws {
        var progress = OutboxProgress()
        progress.attempted = rows
        try await record(progress, at: StoreSamples.time, as: try await takeOwnership(processID: 1))
    }
}
