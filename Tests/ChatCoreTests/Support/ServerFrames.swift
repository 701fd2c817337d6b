import ChatModel
import ChatWire

/// What a v2.8 server writes to the socket of `me`, as the protocol page shows it.
struct ServerFrames {
    var me: UserID

    func acknowledgement(of id: MessageID) -> String {
        """
        {"_v":2.1,"id":"\(id.rawValue)","head":{"type":"INDIVIDUAL","from":"server","to":"\(me.rawValue)",\
        "contentType":"SERVER_ACK","ephemeral":true,"category":"message"},"body":{},"from":"server",\
        "to":"\(me.rawValue)","msgId":"\(id.rawValue)","type":"SERVER_ACK","module":"INDIVIDUAL",\
        "chatType":"INDIVIDUAL"}
        """
    }

    func text(_ text: String, id: String, from sender: UserID, group: String? = nil, time: Int64? = nil) -> String {
        message(
            id: id, from: sender, to: group ?? me.rawValue, isGroup: group != nil, action: "message",
            contentType: "text",
            body: "\"text\":\"\(text)\"" + (time.map { ",\"ts\":\($0)" } ?? ""))
    }

    func receipt(_ kind: ReceiptKind, for ids: [MessageID], from sender: UserID, id: String = "r1") -> String {
        let list = ids.map { "\"\($0.rawValue)\"" }.joined(separator: ",")
        return message(
            id: id, from: sender, to: me.rawValue, isGroup: false, action: "state", contentType: "notification",
            body: "\"ids\":[\(list)],\"state\":\"\(kind.rawValue)\"")
    }

    func typing(from sender: UserID, time: Int64? = nil) -> String {
        message(
            id: "t1", from: sender, to: me.rawValue, isGroup: false, action: "typing", contentType: "notification",
            body: "\"typing\":true" + (time.map { ",\"ts\":\($0)" } ?? ""))
    }

    func added(_ user: UserID, to group: String, by actor: UserID, id: String = "n1") -> String {
        """
        {"_v":2.1,"id":"\(id)","head":{"type":"INDIVIDUAL","from":"\(actor.rawValue)","to":"\(group)",\
        "contentType":"notification","ephemeral":false,"chatId":"\(group)","chatid":"\(group)","action":"add",\
        "category":"message"},"body":{"added":[{"username":"\(user.rawValue)","role":"user"}]}}
        """
    }

    private func message(
        id: String, from sender: UserID, to: String, isGroup: Bool, action: String, contentType: String, body: String
    ) -> String {
        """
        {"_v":2.1,"id":"\(id)","head":{"type":"\(isGroup ? "GROUP" : "INDIVIDUAL")","from":"\(sender.rawValue)",\
        "to":"\(to)","contentType":"\(contentType)","ephemeral":false,"action":"\(action)","category":"message"},\
        "body":{\(body)}}
        """
    }
}
