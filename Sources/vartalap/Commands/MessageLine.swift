import ChatModel

/// One message as `list messages` and `receive` print it.
nonisolated enum MessageLine {
    static func print(_ message: Message, operation: String, to output: Output) throws(ProgramError) {
        guard output.isJSON else {
            try output.columns(
                PlainText.time(message.time), message.conversation.rawValue, message.sender.rawValue,
                message.state?.rawValue ?? "received", message.messageID.rawValue, PlainText.body(message.body))
            return
        }
        var line = JSONLine(operation)
        line.add("id", message.messageID.rawValue)
        line.add("chat", message.conversation.rawValue)
        line.add("from", message.sender.rawValue)
        line.add("state", message.state?.rawValue ?? "received")
        line.add("reason", message.parkReason)
        if message.isUnconfirmed { line.add("confirmed", false) }
        line.add("repairs", message.confirmation.flatMap { $0.repairs > 0 ? Int64($0.repairs) : nil })
        line.add("ts", PlainText.time(message.time))
        switch message.body {
        case .text(let text): line.add("text", text)
        case .groupChange(let change):
            line.add("added", change.added.map(\.rawValue))
            line.add("removed", change.removed.map(\.rawValue))
        case .unsupported(let contentType, let raw):
            line.add("contentType", contentType)
            line.add("raw", raw)
        }
        try output.object(line)
    }
}
