import ChatModel

extension Checker {
    /// What must hold between two looks at one store, whatever happened in between.
    package static func progress(from earlier: StoreLook, to later: StoreLook) -> [Violation] {
        let shelf = Shelf(later)
        var violations: [Violation] = []
        for before in earlier.messages {
            let same = shelf.messages[before.id]?.first { $0.row == before.row }
            guard let after = same else {
                violations.append(Violation(.vanished, of: later.user, before.id, "row \(before.row)"))
                continue
            }
            if after.time != before.time || after.sequence != before.sequence
                || after.conversation != before.conversation || after.sender != before.sender
            {
                violations.append(Violation(.moved, of: later.user, before.id))
            }
            if !isReachable(after.state, from: before.state) {
                let words = [before.state, after.state].map { $0?.rawValue ?? "received" }
                violations.append(
                    Violation(.illegalMove, of: later.user, before.id, words.joined(separator: " to ")))
            }
            if !before.isUnread, after.isUnread {
                violations.append(Violation(.illegalMove, of: later.user, before.id, "read to unread"))
            }
        }
        return violations
    }

    /// Whether any number of legal moves leads from one state to the other.
    private static func isReachable(_ end: DeliveryState?, from start: DeliveryState?) -> Bool {
        guard let start, let end else { return start == end }
        var reached: Set<DeliveryState> = [start]
        while true {
            let next = DeliveryState.allCases.filter { state in reached.contains { $0.canMove(to: state) } }
            let grown = reached.union(next)
            if grown == reached { return reached.contains(end) }
            reached = grown
        }
    }
}
