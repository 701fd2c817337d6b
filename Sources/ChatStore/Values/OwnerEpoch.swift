package import ChatModel

/// Proof of a take-over of the account's connection: what an owner writes to the outbox names it, and is refused once
/// somebody else has taken over. So an owner that was suspended and woke up too late can do no harm.
///
/// Source: delivery page, "Several processes".
package struct OwnerEpoch: Hashable, Comparable, Sendable {
    package let number: Int64

    init(number: Int64) {
        self.number = number
    }

    package static func < (left: OwnerEpoch, right: OwnerEpoch) -> Bool {
        left.number < right.number
    }
}

/// Who took the connection over last, for people to see; the right itself is the lock on the side file.
package struct OwnershipRecord: Hashable, Sendable {
    package var epoch: OwnerEpoch
    package var processID: Int32
    package var since: Timestamp
}
