import ChatCore
import ChatModel

/// Whom a script names, before the store was asked. Source: cli page, "WHO".
nonisolated enum Recipient: Equatable, Sendable {
    case me
    case user(UserID)
    /// A contact's name.
    case name(String)
    case chat(ConversationID)
    /// A group's id or title.
    case group(String)

    /// Reads the value of `--to` or `--chat`.
    ///
    /// - Parameter region: the two-letter region for numbers without a country code; nil refuses those.
    static func parse(_ text: String, region: String?) throws(ProgramError) -> Recipient {
        let trimmed = text.drop { $0.isWhitespace }
        if trimmed == "me" { return .me }
        if let id = after("chat:", in: trimmed) { return .chat(ConversationID(id)) }
        if let id = after("group:", in: trimmed) { return .group(id) }
        guard looksLikeNumber(trimmed) else {
            guard !trimmed.isEmpty else { throw .unknownName(text) }
            return .name(String(trimmed))
        }
        return .user(try number(text, region: region))
    }

    /// Reads a phone number in full, or a national one where a region is set.
    static func number(_ text: String, region: String?) throws(ProgramError) -> UserID {
        do {
            return try PhoneNumber.normalize(text, defaultRegion: region)
        } catch {
            throw .layer(message: error.message(for: text), code: "invalidNumber", status: .data)
        }
    }

    /// A number is written with digits, a plus sign and the marks that people put between them.
    private static func looksLikeNumber(_ text: Substring) -> Bool {
        text.contains { $0.isNumber } && text.allSatisfy { $0.isNumber || " +-()./\u{A0}".contains($0) }
    }

    private static func after(_ prefix: String, in text: Substring) -> String? {
        guard text.hasPrefix(prefix) else { return nil }
        let rest = text.dropFirst(prefix.count)
        return rest.isEmpty ? nil : String(rest)
    }
}
