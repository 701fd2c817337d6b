/// Who somebody is on the wire: a phone number in E.164 form, `+919876543210`.
package struct UserID: RawRepresentable, Hashable, Comparable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package init(_ rawValue: String) {
        self.init(rawValue: rawValue)
    }

    package static func < (left: UserID, right: UserID) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Which conversation: the derived chat id of two users, or the id that the server gave to a group.
package struct ConversationID: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package init(_ rawValue: String) {
        self.init(rawValue: rawValue)
    }

    /// The id of the one-to-one conversation of two users: both names sorted as byte strings (plus sign included),
    /// every `+` removed, joined. Source: protocol page, section 2, "Chat id".
    package static func direct(_ one: UserID, _ other: UserID) -> ConversationID {
        let first = one.rawValue.utf8.lexicographicallyPrecedes(other.rawValue.utf8) ? one : other
        let second = first == one ? other : one
        return ConversationID((first.rawValue + second.rawValue).filter { $0 != "+" })
    }

    /// The name of a new group until the server has given it one. No id of a server or of two numbers looks like it.
    ///
    /// - Parameter operation: the id under which the group's creation is queued.
    package static func provisional(_ operation: MessageID) -> ConversationID {
        ConversationID(provisionalPrefix + operation.rawValue)
    }

    /// Whether this is a group that the server does not know yet: such an id is never written to it.
    package var isProvisional: Bool { rawValue.hasPrefix(Self.provisionalPrefix) }

    private static let provisionalPrefix = "local:"
}

/// The sender's own name for a message; with conversation and sender it identifies a message for ever.
package struct MessageID: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package init(_ rawValue: String) {
        self.init(rawValue: rawValue)
    }

    /// Makes a fresh, time-ordered id: a version 7 UUID in lower-case hex (RFC 9562, section 5.7).
    ///
    /// - Parameters:
    ///   - now: the first 48 bits, so ids made later sort later.
    ///   - generator: the 74 random bits, so that two processes never make the same id.
    package static func make(now: Timestamp, using generator: inout some RandomNumberGenerator) -> MessageID {
        let time = UInt64(bitPattern: now.milliseconds) & 0xFFFF_FFFF_FFFF
        let high = time << 16 | 0x7000 | generator.next(upperBound: UInt64(0x1000))
        let low = 1 << 63 | generator.next(upperBound: UInt64(1) << 62)
        let digits = [high, low].map { word in
            let hex = String(word, radix: 16)
            return String(repeating: "0", count: 16 - hex.count) + hex
        }.joined()
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return MessageID(text)
    }
}
