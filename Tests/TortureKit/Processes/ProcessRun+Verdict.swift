import ChatModel
import ChatStore

extension ProcessRun {
    /// Compares both ends' stores with what was to be sent.
    func judge(_ asha: KillAccount, _ ravi: KillAccount, _ report: inout ProcessReport) async throws {
        let sent = try await asha.store.timeline(of: conversation, before: nil, limit: options.total * 2)
        let received = try await ravi.store.timeline(of: conversation, before: nil, limit: options.total * 2)
        report.sent = sent.count
        report.received = Set(received.map(\.messageID)).count
        var complaints = complaints(of: sent, received)
        let outbox = try await asha.store.outboxCounts()
        if outbox != OutboxCounts(waiting: 0, parked: 0) {
            complaints.append("\(outbox.waiting) wait in the outbox, \(outbox.parked) are parked")
        }
        let unread = try await ravi.store.totalUnread()
        if unread != options.total { complaints.append("\(unread) unread, not \(options.total)") }
        report.violations += complaints
        for account in [asha, ravi] {
            let look = try await StoreLook.read(path: account.storePath, user: account.user)
            report.violations += look.complaints
        }
    }

    private func complaints(of sent: [Message], _ received: [Message]) -> [String] {
        var complaints: [String] = []
        let (mine, theirs) = (sent.map(\.messageID), received.map(\.messageID))
        if mine.count != options.total { complaints.append("\(mine.count) messages sent, not \(options.total)") }
        for (name, ids) in [("sender", mine), ("receiver", theirs)] where Set(ids).count != ids.count {
            complaints.append("the \(name) has \(ids.count - Set(ids).count) messages twice")
        }
        if theirs != mine { complaints.append("the two timelines do not tell the same in the same order") }
        for process in 1...options.processes {
            let own = received.filter { $0.messageID.rawValue.hasPrefix("p\(process)-") }.map(\.body)
            if own != (1...options.messages).map({ .text(text(process, $0)) }) {
                complaints.append("process \(process): \(own.count) messages arrived, or not in its order")
            }
        }
        let unsure = sent.count { $0.state?.hasReached(.delivered) != true }
        if unsure > 0 { complaints.append("of \(unsure) messages the sender does not know that they arrived") }
        return complaints
    }
}
