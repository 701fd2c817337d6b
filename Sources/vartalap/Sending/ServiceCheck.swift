import ChatCore
import ChatModel
import ChatStore

/// Asks the server whether somebody whom we never wrote to has an account, so that a mistyped number is found at once.
struct ServiceCheck {
    let assembly: Assembly
    /// How long the server may take; a message is not held up by a slow answer.
    private static let patience = Duration.seconds(5)

    /// - Throws: `.notOnService` when the server says so. A server that is not reached or does not answer in time says
    ///   nothing, and the message is kept for it.
    func check(_ user: UserID) async throws {
        guard let calls = try assembly.calls() else { return }
        let answer = try await withThrowingTaskGroup(of: Set<UserID>?.self) { group in
            group.addTask { try? await calls.registered(among: [user]) }
            group.addTask {
                try? await ContinuousClock().sleep(for: Self.patience)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        guard let answer else { return }
        guard answer.contains(user) else { throw ProgramError.notOnService }
        try await assembly.store.applyContactSync(asked: [user], registered: answer)
    }
}
