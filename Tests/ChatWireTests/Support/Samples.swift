import ChatModel
import ChatWire

let asha = UserID("+919876543210")
let bela = UserID("+919812345678")
let team = "1c8c6d68-4c61-4ce7-9493-82021882a49b"

extension Envelope {
    static func sample(
        id: String? = "m-1", from: UserID = asha, to: String = bela.rawValue, conversation: String? = nil,
        isGroup: Bool = false, _ content: Content = .text("hello")
    ) -> Envelope {
        Envelope(
            id: id.map { MessageID($0) }, from: from, to: to,
            conversation: conversation.map { ConversationID($0) }, isGroup: isGroup, content: content)
    }
}

/// SplitMix64, so that a failing random run can be repeated from its seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
