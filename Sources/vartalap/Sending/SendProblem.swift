import ChatModel

/// Explains why a message has not come as far as was asked.
nonisolated enum SendProblem {
    /// - Parameters:
    ///   - reason: why it was parked, if it was.
    ///   - link: what this process's link said last.
    ///   - waited: how long the call waited.
    static func explain(
        _ state: DeliveryState, reason: String?, link: ConnectionState, waited: Duration
    ) -> SendReport.Problem {
        if state == .parked {
            return SendReport.Problem(
                code: "refused", status: .protocolError,
                text: "The server refused the message: \(reason ?? "no reason given"). It is kept in the outbox.")
        }
        if state != .queued {
            return SendReport.Problem(
                code: "unconfirmed", status: .temporary,
                text: "Taken by the server and not confirmed within \(seconds(waited)). Do not send it again.")
        }
        switch link {
        case .signedOut:
            return SendReport.Problem(
                code: "signedOut", status: .noPermission,
                text: "The server refused the access key. The message is kept; log in again and it is sent.")
        case .waiting(_, let retryAt, let reason):
            let delay = max(0, retryAt.milliseconds(since: SystemClock.now()))
            return SendReport.Problem(
                code: "unreachable", status: .temporary,
                text: "\(reason) The message is kept in the outbox and will be sent when the server is reachable.",
                retryAfterMilliseconds: delay)
        case .ownedElsewhere:
            return SendReport.Problem(
                code: "unacknowledged", status: .temporary,
                text: "Not acknowledged within \(seconds(waited)). The running vartalap keeps trying.")
        case .offline, .connecting, .online:
            return SendReport.Problem(
                code: "unacknowledged", status: .temporary,
                text: "Not acknowledged within \(seconds(waited)). The message is kept in the outbox.")
        }
    }

    private static func seconds(_ duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
