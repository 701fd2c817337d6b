import ChatModel

/// Why a message of ours is where it is, in words: nothing waits without a reason that the user can read.
struct WaitReason: Hashable {
    var connection: ConnectionState
    var clock: WallClock

    /// - Parameters:
    ///   - isFirst: whether nothing of its conversation is before it.
    ///   - isForNewGroup: whether it is for a group that the server has still to make.
    func words(_ state: DeliveryState, parkReason: String?, isFirst: Bool, isForNewGroup: Bool = false) -> String {
        switch state {
        case .parked: "parked: \(parkReason ?? "it was refused")"
        case .queued: waiting(isFirst: isFirst, isForNewGroup: isForNewGroup)
        case .sent: "sent: the server has it"
        case .delivered: "delivered: it is on the other's device"
        case .read: "read: it was seen"
        }
    }

    /// One word for narrow rows.
    func word(_ state: DeliveryState, isFirst: Bool) -> String {
        if state == .parked { return "parked" }
        return connection.isOnline && isFirst ? "in flight" : "waits"
    }

    private func waiting(isFirst: Bool, isForNewGroup: Bool) -> String {
        switch connection {
        case .offline: "waits: offline"
        case .connecting: "waits: connecting"
        case .signedOut: "waits: signed out, log in again"
        case .waiting(_, let retryAt, _): "waits: offline, \(next(retryAt))"
        case .ownedElsewhere(let process): "waits for \(process.map { "process \($0)" } ?? "another window") to send it"
        case .online where isForNewGroup: "waits for the server to make the group"
        case .online where isFirst: "in flight: the server has not answered yet"
        case .online: "waits for the message before it"
        }
    }

    private func next(_ retryAt: Timestamp) -> String {
        let seconds = clock.seconds(until: retryAt)
        switch seconds {
        case 0: return "retrying"
        case 1..<100: return "retry in \(seconds) s"
        default: return "retry in \(seconds / 60) min"
        }
    }
}
