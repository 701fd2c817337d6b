package import ChatModel
package import ChatStore
package import ChatWire

/// Frames of one transaction, read and sorted by what must be done about them; pure, so that the rules of receiving are
/// tested without a store. Source: delivery page, "Receiving"; protocol page, section 16.
package struct InboxBatch: Hashable, Sendable {
    /// Somebody began or stopped typing just now.
    package struct Typing: Hashable, Sendable {
        package var user: UserID
        package var conversation: ConversationID
        package var isTyping: Bool
    }

    /// A frame under our own name: our message coming back, or somebody's forgery.
    package struct Echo: Hashable, Sendable {
        package var id: MessageID
        package var isToSelf: Bool
        package var frame: UnreadableFrame
    }

    package var messages: [IncomingMessage] = []
    /// Frames that the server may forget once the batch is committed, in order of arrival.
    package var acknowledgements: [MessageID] = []
    package var receipts: [HeardReceipt] = []
    package var typing: [Typing] = []
    package var echoes: [Echo] = []
    /// Messages of ours that the server says it took.
    package var serverAcknowledgements: [MessageID] = []
    /// Groups whose members have changed, each once.
    package var changedGroups: [ConversationID] = []
    package var unreadable: [UnreadableFrame] = []
    package var hasPong = false

    private let user: UserID
    private let arrival: Timestamp

    /// A typing notice older than this (milliseconds) is no news any more.
    private static let typingFreshFor: Int64 = 5_000

    /// - Parameters:
    ///   - user: ourselves.
    ///   - arrival: when the frames arrived.
    package init(_ frames: [Frame], codec: any WireCodec, user: UserID, arrival: Timestamp) {
        self.user = user
        self.arrival = arrival
        for frame in frames {
            for item in codec.decode(frame) {
                switch item {
                case .pong: hasPong = true
                case .envelope(let envelope): sort(envelope, frame: frame)
                case .unreadable(let error, let raw): keep(raw, reason: error.summary)
                }
            }
        }
    }

    private mutating func sort(_ envelope: Envelope, frame: Frame) {
        switch envelope.content {
        case .serverAcknowledgement:
            if let id = envelope.id { serverAcknowledgements.append(id) }
        case .clientAcknowledgement:
            keep(frame, reason: "an acknowledgement meant for the server")
        case .typing(let isTyping):
            sort(typing: isTyping, envelope)
        case .receipt(let kind, let ids):
            if let id = envelope.id { acknowledgements.append(id) }
            guard envelope.from != user || envelope.to == user.rawValue else { return }
            receipts.append(HeardReceipt(kind: kind, ids: ids, from: envelope.from))
        case .groupChange(let change):
            sort(change, envelope)
        case .text(let text):
            sort(.text(text), envelope, frame: frame)
        case .unsupported(let contentType, let raw):
            sort(.unsupported(contentType: contentType, raw: raw), envelope, frame: frame)
        }
    }

    /// Typing is of the moment: not out of a replay, not old, not our own.
    private mutating func sort(typing isTyping: Bool, _ envelope: Envelope) {
        guard !envelope.isReplay, envelope.from != user else { return }
        if let sentAt = envelope.sentAt, arrival.milliseconds(since: sentAt) > Self.typingFreshFor { return }
        typing.append(
            Typing(user: envelope.from, conversation: conversation(of: envelope), isTyping: isTyping))
    }

    /// A notice means "fetch the group again"; it is a line of the conversation too when it can be told apart from its
    /// own repetition.
    private mutating func sort(_ change: GroupChange, _ envelope: Envelope) {
        let group = conversation(of: envelope)
        if !changedGroups.contains(group) { changedGroups.append(group) }
        guard let id = envelope.id else { return }
        acknowledgements.append(id)
        guard envelope.from != user else { return }
        messages.append(incoming(.groupChange(change), id: id, envelope))
    }

    private mutating func sort(_ body: MessageBody, _ envelope: Envelope, frame: Frame) {
        guard let id = envelope.id else {
            return keep(frame, reason: "a message without an id")
        }
        acknowledgements.append(id)
        guard envelope.from != user else {
            let kept = UnreadableFrame(frame, reason: "under our own name, but not of ours", arrival: arrival)
            let isToSelf = !envelope.isGroup && envelope.to == user.rawValue
            return echoes.append(Echo(id: id, isToSelf: isToSelf, frame: kept))
        }
        messages.append(incoming(body, id: id, envelope))
    }

    private mutating func keep(_ frame: Frame, reason: String) {
        unreadable.append(UnreadableFrame(frame, reason: reason, arrival: arrival))
    }

    private func incoming(_ body: MessageBody, id: MessageID, _ envelope: Envelope) -> IncomingMessage {
        IncomingMessage(
            messageID: id, conversation: conversation(of: envelope), isGroup: envelope.isGroup, sender: envelope.from,
            body: body, time: envelope.sentAt, sequence: envelope.sequence ?? 0, arrival: arrival)
    }

    /// For people it is derived and never taken from the frame: nobody may write into another's conversation.
    private func conversation(of envelope: Envelope) -> ConversationID {
        envelope.isGroup ? ConversationID(envelope.to) : .direct(envelope.from, user)
    }
}

extension UnreadableFrame {
    init(_ frame: Frame, reason: String, arrival: Timestamp) {
        switch frame {
        case .text(let text): self.init(bytes: Array(text.utf8), isText: true, reason: reason, arrival: arrival)
        case .binary(let bytes): self.init(bytes: bytes, isText: false, reason: reason, arrival: arrival)
        }
    }
}

extension WireError {
    /// A few words for the inspector.
    var summary: String {
        switch self {
        case .notJSON: "not JSON"
        case .notAnObject: "not an object"
        case .missingField(let name): "without \(name)"
        case .invalidField(let name): "with a wrong \(name)"
        case .tooDeep(let limit): "nested deeper than \(limit)"
        case .tooLarge(let limit): "larger than \(limit) bytes"
        case .tooManyValues(let limit): "more than \(limit) values"
        case .unwritable(let reason): reason
        }
    }
}
