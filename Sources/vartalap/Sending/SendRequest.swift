import ChatModel
import ChatWire

/// What `--send` was asked to do, checked as far as it can be without the store.
nonisolated struct SendRequest: Sendable {
    var text: String
    /// The values of `--to`.
    var recipients: [String]
    /// The values of `--to-group`.
    var groups: [String]
    /// The state to wait for; nil returns as soon as the message is stored.
    var target: DeliveryState?
    var timeout: Duration
    var identifier: MessageID?

    @MainActor
    init(_ options: SendOptions, timeout: Duration) throws {
        recipients = options.recipients
        groups = options.groups
        target = options.target.state
        self.timeout = timeout
        identifier = try options.identifier.map { (id) throws(ProgramError) in try Self.identifier(id) }
        text = options.send == "-" ? try StandardInput.text() : options.send ?? ""
        try Self.check(text)
    }

    /// Refuses what no server would deliver.
    static func check(_ text: String) throws(ProgramError) {
        guard text.contains(where: { !$0.isWhitespace }) else { throw .emptyBody }
        let bytes = text.utf8.count
        guard bytes <= WireLimits.textBytes else { throw .bodyTooLong(bytes: bytes, limit: WireLimits.textBytes) }
    }

    static func identifier(_ text: String) throws(ProgramError) -> MessageID {
        let allowed = text.unicodeScalars.allSatisfy {
            $0.isASCII
                && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                    || "-_.:".unicodeScalars.contains($0))
        }
        guard (1...64).contains(text.utf8.count), allowed else { throw .invalidIdentifier(text) }
        return MessageID(text)
    }
}

nonisolated extension WaitState {
    /// The delivery state that ends the wait; nil for none.
    var state: DeliveryState? {
        switch self {
        case .none: nil
        case .sent: .sent
        case .delivered: .delivered
        case .read: .read
        }
    }
}
