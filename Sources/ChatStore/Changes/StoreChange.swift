/// What one or more commits touched, so that a consumer reloads no more than it shows.
package struct StoreChange: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Messages were inserted, moved to another state, or became read.
    package static let messages = StoreChange(rawValue: 1 << 0)
    /// Conversations, groups, members and titles.
    package static let conversations = StoreChange(rawValue: 1 << 1)
    package static let contacts = StoreChange(rawValue: 1 << 2)
    /// Somebody put messages or group operations into the outbox, stopped them, set them going or took them back.
    package static let outbox = StoreChange(rawValue: 1 << 3)
    /// Receipts began or ceased to wait.
    package static let receipts = StoreChange(rawValue: 1 << 4)
    package static let drafts = StoreChange(rawValue: 1 << 5)
    package static let account = StoreChange(rawValue: 1 << 6)
    package static let cursors = StoreChange(rawValue: 1 << 7)
    package static let unreadable = StoreChange(rawValue: 1 << 8)
    /// The owner of the connection recorded what became of its messages; it knows that by itself.
    package static let progress = StoreChange(rawValue: 1 << 9)
    /// The disk is full, and what was set aside for that is in use now.
    package static let reserveGivenUp = StoreChange(rawValue: 1 << 30)
    /// Another process committed; what it touched is not known, so every topic is set as well.
    package static let otherProcess = StoreChange(rawValue: 1 << 31)

    package static let everyTopic = StoreChange(rawValue: (1 << 10) - 1)
}
