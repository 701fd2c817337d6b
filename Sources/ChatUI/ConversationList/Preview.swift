import ChatModel

/// The newest message of a chat in one row.
enum Preview {
    static func text(of summary: ConversationSummary, account: UserID) -> String {
        let isOwn = summary.ownState != nil
        let text = said(summary.preview)
        let speaker =
            isOwn
            ? "you: " : summary.conversation.isGroup ? summary.previewSenderName.map { "\(firstWord($0)): " } ?? "" : ""
        let ending = isOwn && summary.ownState == .parked ? " (not sent)" : ""
        return (summary.hasDraft ? "(draft) " : "") + speaker + text + ending
    }

    private static func said(_ body: MessageBody?) -> String {
        switch body {
        case .text(let text): firstLine(text)
        case .groupChange(let change) where change.created != nil: "the group was made"
        case .groupChange(let change) where change.refusal != nil: "a change of the group was refused"
        case .groupChange: "the group's members changed"
        case .unsupported(let type, _): "[\(type)]"
        case nil: ""
        }
    }

    /// No more than a row of it is looked at.
    private static func firstLine(_ text: String) -> String {
        let start = text.prefix(300).split(whereSeparator: \.isNewline).first ?? ""
        return String(start)
    }

    private static func firstWord(_ name: String) -> Substring {
        name.split(separator: " ").first ?? ""
    }
}
