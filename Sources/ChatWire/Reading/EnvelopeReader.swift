import ChatModel

/// Reads one JSON object of any server design as an envelope; the binary form comes here as the object it stands for.
///
/// Looks at `head` first and at the flat keys of the oldest form after it, compares enum words without case, and takes
/// what it does not know as `unsupported` with the body as it came. Source: protocol page, sections 6, 8 and 16.
struct EnvelopeReader {
    private let object: JSONValue
    private let head: JSONValue
    private let isReplay: Bool
    private let fallbackTime: Timestamp?

    /// - Parameter fallbackTime: the author's clock where the form has a place for it outside the body.
    init(_ object: JSONValue, isReplay: Bool, fallbackTime: Timestamp? = nil) {
        self.object = object
        self.isReplay = isReplay
        self.fallbackTime = fallbackTime
        if let head = object["head"], head.members != nil {
            self.head = head
        } else {
            self.head = [:]
        }
    }

    func read() throws(WireError) -> Envelope {
        let from = try name("head.from", head["from"] ?? object["from"])
        let to = try name("head.to", head["to"] ?? object["to"])
        let named = try conversationName()
        let isGroup = isGroup(to: to, conversation: named)
        let reader = ContentReader(
            contentType: contentType, action: action, from: from, to: to, isGroup: isGroup,
            body: object["body"], flatText: object["text"]?.string)
        return Envelope(
            id: try identifier(), from: UserID(from), to: to,
            conversation: isGroup ? ConversationID(to) : named.map { ConversationID($0) },
            isGroup: isGroup, content: try reader.read(),
            sentAt: sentAt, sequence: sequence,
            isReplay: isReplay)
    }

    // MARK: The author's clock and counter

    /// `sentAt` is ours, on designs whose server writes its own clock over `ts`; flat in the oldest form.
    private var sentAt: Timestamp? {
        let body = object["body"]
        return WireTime.read(body?["sentAt"]) ?? WireTime.read(body?["ts"] ?? object["ts"]) ?? fallbackTime
    }

    private var sequence: Int64? {
        guard let number = (object["body"]?["seq"] ?? object["seq"])?.integer, number >= 0 else { return nil }
        return number
    }

    // MARK: Names

    private func name(_ field: String, _ value: JSONValue?) throws(WireError) -> String {
        guard let value else { throw .missingField(field) }
        guard let name = value.string, !name.isEmpty, name.utf8.count <= WireLimits.nameBytes else {
            throw .invalidField(field)
        }
        return name
    }

    /// Absent for group notices of old servers, and for senders that gave none; a number is taken by its digits.
    private func identifier() throws(WireError) -> MessageID? {
        switch object["id"] ?? object["msgId"] {
        case nil, .string(""): return nil
        case .string(let id) where id.utf8.count <= WireLimits.nameBytes: return MessageID(id)
        case .integer(let number): return MessageID(String(number))
        default: throw .invalidField("id")
        }
    }

    /// Messages of clients spell it `chatid`, notices of servers `chatId`.
    private func conversationName() throws(WireError) -> String? {
        let value = head["chatid"] ?? head["chatId"] ?? object["chatId"] ?? object["chatid"]
        guard let text = value?.string, !text.isEmpty else { return nil }
        guard text.utf8.count <= WireLimits.nameBytes else { throw .invalidField("head.chatid") }
        return text
    }

    // MARK: Words

    private var action: String? {
        (head["action"] ?? object["action"])?.string?.lowercased()
    }

    private var contentType: String? {
        if let word = head["contentType"]?.string { return word }
        let word = (object["type"] ?? object["category"])?.string
        return isRoutedByType ? nil : word
    }

    /// v1 has no other word for "this goes to a group" than a flat `type` of `group`.
    private var isRoutedByType: Bool {
        head["type"] == nil && object["chatType"] == nil && object["type"]?.string?.lowercased() == "group"
    }

    private func isGroup(to: String, conversation: String?) -> Bool {
        let word = (head["type"] ?? object["chatType"] ?? object["module"])?.string?.lowercased()
        if word == "group" || isRoutedByType { return true }
        // Notices of v2.8 say INDIVIDUAL although they are addressed to the group.
        return (action == "add" || action == "remove") && conversation == to
    }
}

/// Times of the wire: milliseconds from clients, seconds from servers up to v2.7.
enum WireTime {
    /// What lies below is seconds: in milliseconds it would be a day of 1973, in seconds it is the year 5138.
    private static let firstMilliseconds: Int64 = 100_000_000_000

    static func read(_ value: JSONValue?) -> Timestamp? {
        guard let number = value?.integer, number > 0 else { return nil }
        return Timestamp(milliseconds: number < firstMilliseconds ? number * 1000 : number)
    }
}
