import ChatModel

/// What one account has to say, by seed: to whom, and which text.
struct MessageScript: Sendable {
    private var dice: Dice
    private let sender: UserID
    private let others: [UserID]
    private let group: ConversationID?
    private let prefix: String
    private var count = 0

    init(dice: Dice, sender: UserID, others: [UserID], group: ConversationID?, prefix: String) {
        self.dice = dice
        self.sender = sender
        self.others = others
        self.group = group
        self.prefix = prefix
    }

    mutating func next() -> Asked {
        count += 1
        let id = MessageID("m-\(prefix)-\(count)-\(String(dice.next(), radix: 36))")
        let text = text()
        if let group, dice.isLucky(0.34) {
            return Asked(id: id, sender: sender, conversation: group, text: text, receivers: Set(others))
        }
        let peer = others[dice.number(0...others.count - 1)]
        return Asked(id: id, sender: sender, conversation: .direct(sender, peer), text: text, receivers: [peer])
    }

    private mutating func text() -> String {
        let words = ["hello", "नमस्ते", "👩‍👩‍👧 ok", "line\nline", "tab\there", "quote \"x\" \\", "-5 degrees", "é"]
        let length = dice.isLucky(0.05) ? 300 : dice.number(1...6)
        let text = (1...length).map { _ in words[dice.number(0...words.count - 1)] }.joined(separator: " ")
        return "\(count) \(text)"
    }
}
