import ChatModel

/// A message on its way through the services, free of the form in which its sender wrote it.
struct ChatMessage: Hashable, Sendable {
    /// The types that routing knows; every other content type is a `message` that keeps its own word in `meta`.
    enum Kind: String, Hashable, Sendable {
        case serverAcknowledgement = "SERVER_ACK"
        case clientAcknowledgement = "CLIENT_ACK"
        case message = "MESSAGE"
        case notification = "NOTIFICATION"
        case custom = "CUSTOM"
    }

    /// Where a message goes; only `group` changes the way.
    enum Channel: String, Hashable, Sendable {
        case individual = "INDIVIDUAL"
        case group = "GROUP"
        case other = "OTHER"
    }

    /// A head key that the servers carry without understanding it.
    struct MetaEntry: Hashable, Sendable {
        var name: String
        var value: String
    }

    /// The sender's own id; the servers neither need nor check it.
    var id: String?
    /// nil where the sender's form has no type (the legacy form).
    var kind: Kind?
    /// nil when the sender named one that is not known.
    var channel: Channel?
    /// Not kept for those who are offline.
    var isEphemeral: Bool
    /// Whom the message says it is from.
    var source: UserID
    /// A user, a group's id, `server`; empty when the sender named nobody.
    var destination: String
    /// The body's bytes; by convention JSON text, but nobody checks that before a JSON receiver is to get it.
    var content: String?
    /// The other head keys, in their order.
    var meta: [MetaEntry]

    init(
        id: String?, kind: Kind?, channel: Channel?, isEphemeral: Bool = false, source: UserID, destination: String,
        content: String? = nil, meta: [MetaEntry] = []
    ) {
        self.id = id
        self.kind = kind
        self.channel = channel
        self.isEphemeral = isEphemeral
        self.source = source
        self.destination = destination
        self.content = content
        self.meta = meta
    }

    /// The name by which frames address the server, and under which it speaks.
    static let server = "server"

    /// Tells the sender that the server took this message.
    var acknowledgement: ChatMessage {
        ChatMessage(
            id: id, kind: .serverAcknowledgement, channel: .individual, isEphemeral: true,
            source: UserID(Self.server), destination: source.rawValue)
    }

    /// About how many bytes the message takes between the services; what the backlog limit counts.
    var weight: Int {
        let fields = [id ?? "", source.rawValue, destination, content ?? ""]
        let metaBytes = meta.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 6 }
        return fields.reduce(60 + metaBytes) { $0 + $1.utf8.count }
    }
}
