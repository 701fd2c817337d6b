import ChatCore
import ChatModel
import ChatStore
import ChatWire
import Testing

/// Facts on the left, the user's sentences on the right.
struct ClientErrorTests {
    @Test(arguments: [
        (ClientError.codeRefused, "The server did not accept the one-time code; ask for a new one and log in again."),
        (
            .textTooLong(bytes: 16_001, limit: 16_000),
            "The message has 16001 bytes and the limit is 16000; split it into shorter ones."
        ),
        (
            .link(.transport(.unreachable(host: "chat.example", reason: "connection refused")), server: "x"),
            "Can't reach chat.example: connection refused; check the address and the network, messages wait until it is "
                + "reached."
        ),
        (
            .link(.accessRefused, server: "https://chat.example"),
            "https://chat.example no longer accepts this sign-in; log in again, messages that wait are kept."
        ),
        (
            .answer(.unavailable(status: 503, retryAfterSeconds: 9), server: "https://chat.example"),
            "https://chat.example is not available now (status 503); try again in 9 s."
        ),
        (
            .link(.transport(.invalidServer("\u{201C}chat\u{201D} names no host")), server: "chat"),
            "Can't use this server: \u{201C}chat\u{201D} names no host; give an address like https://chat.example."
        ),
        (.store(.full), "The disk is full and nothing was stored; make room and try again."),
    ])
    func aFactBecomesASentence(error: ClientError, sentence: String) {
        #expect(error.message == sentence)
    }

    @Test func everyErrorIsASentenceAndNotAFact() {
        let server = "https://chat.example"
        let errors: [ClientError] = [
            .link(.silent(.noPong), server: server), .link(.silent(.notMapped), server: server),
            .link(.silent(.unprovable), server: server), .link(.connectTimedOut, server: server),
            .link(.closedByServer, server: server), .link(.accessRefused, server: server),
            .link(.unavailable(status: 503, retryAfterSeconds: nil), server: server),
            .answer(.unauthorized, server: server),
            .codeRefused, .notSignedIn, .emptyText, .textTooLong(bytes: 2, limit: 1), .unwritable(reason: "it is odd"),
            .unknownConversation(ConversationID("c")), .idTaken(MessageID("m")), .handedOver(MessageID("m")),
            .alreadyDelivered(MessageID("m")), .poisonous, .store(.full), .store(.readOnly),
        ]
        for error in errors {
            let sentence = error.message
            #expect(sentence.hasSuffix(".") && sentence.split(separator: " ").count > 3, "\(error): \(sentence)")
        }
    }

    @Test func remoteWordsAreMadeHarmless() {
        let words = "bad\u{1B}]52;c;aGk=\u{07}\n\u{202E}txt\u{0}"
        let errors: [ClientError] = [
            .answer(.refused(status: 400, message: words), server: words),
            .link(.transport(.closed(code: 1008, reason: words)), server: words),
            .link(.transport(.protocolViolation(words)), server: words),
            .unknownConversation(ConversationID(words)),
            .unwritable(reason: words),
            .idTaken(MessageID(words)),
        ]
        for error in errors {
            let isClean = error.message.unicodeScalars.allSatisfy { scalar in
                scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
            }
            #expect(isClean, "\(error)")
        }
    }

    @Test func harmlessTextIsShort() {
        #expect(String(repeating: "x", count: 1000).harmless(limit: 10) == "xxxxxxxxxx…")
        #expect("नमस्ते 👍".harmless() == "नमस्ते 👍")
    }
}
