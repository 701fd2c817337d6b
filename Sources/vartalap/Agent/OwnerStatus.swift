import ChatCore
import ChatModel

/// Who owns an account's connection and what the link does, as one who asks from outside learns it.
nonisolated struct OwnerStatus: Sendable {
    /// nil when nobody does.
    var holder: ConnectionOwner.Holder?
    /// What the owner says of the link; nil when it does not say.
    var connection: ConnectionState?

    /// How long the owner may take to answer.
    private static let patience = Duration.seconds(1)

    static func read(_ directory: DataDirectory) async -> OwnerStatus {
        guard let holder = ConnectionOwner.holder(path: directory.lockPath) else { return OwnerStatus() }
        let connection = await withTaskGroup(of: ConnectionState?.self) { group in
            group.addTask { await OwnerVisit.connection(directory: directory.path) }
            group.addTask {
                try? await ContinuousClock().sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        return OwnerStatus(holder: holder, connection: connection)
    }

    var isAgent: Bool { holder?.purpose == AccountLink.Purpose.agent.rawValue }

    var words: String {
        guard let holder else { return "not open" }
        let purpose = holder.purpose.map { " (\($0))" } ?? ""
        return (state.map { "\($0), " } ?? "") + "owned by process \(holder.processID)\(purpose)"
    }

    func add(to line: inout JSONLine) {
        line.add("owner", holder.map { Int64($0.processID) })
        line.add("ownerPurpose", holder?.purpose)
        line.add("connection", connection?.word ?? (holder == nil ? "none" : "unknown"))
    }

    private var state: String? {
        switch connection {
        case nil, .ownedElsewhere: nil
        case .offline: "offline"
        case .connecting: "connecting"
        case .online(let since): "online since \(PlainText.time(since))"
        case .waiting(_, let retryAt, let reason): "offline (\(reason) Next attempt: \(PlainText.time(retryAt)))"
        case .signedOut: "signed out"
        }
    }
}
