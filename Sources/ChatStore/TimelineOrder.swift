import ChatModel

/// The rules for the time that a message is shown under and sorted by; fixed when its row is inserted.
///
/// The sort key is (time, sequence, row). Source: delivery page, "Order".
enum TimelineOrder {
    /// How far a sender's clock may lie behind our arrival time: seven days, in milliseconds.
    static let oldest: Int64 = 7 * 24 * 60 * 60 * 1_000
    /// How far it may lie ahead: two minutes, in milliseconds.
    static let newest: Int64 = 2 * 60 * 1_000

    /// The time of a received message: the sender's word if it is believable, else the arrival.
    static func timeOfReceived(claimed: Timestamp?, arrival: Timestamp) -> Timestamp {
        guard let claimed else { return arrival }
        let lag = arrival.milliseconds(since: claimed)
        return (-newest...oldest).contains(lag) ? claimed : arrival
    }

    /// The time of an own message: now, but never before what already stands in the conversation.
    static func timeOfOwn(now: Timestamp, newest: Timestamp?) -> Timestamp {
        guard let newest else { return now }
        return max(now, newest.advanced(byMilliseconds: 1))
    }
}
