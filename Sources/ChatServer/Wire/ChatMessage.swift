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
    ///
    /// In the designs before v2.8 the whole object as the receivers get it.
    var content: [UInt8]?
    /// The other head keys, in their order.
    var meta: [MetaEntry]
    /// Which stored messages the sender has by now; they are deleted (v2.0 to v2.7).
    var acknowledges: [String] = []
    /// Whom v3's senders name themselves; nil when they leave it to the server.
    var recipients: [UserID]?
    /// The form's version as binary clients sent it.
    var version: Float = 2.1
    /// The client's clock as binary clients sent it, by convention in milliseconds.
    var time: UInt64?
    /// The id that the server gave.
    var serverID = Identifiers.short()
    /// When the server took the message, in milliseconds.
    var serverTime: Int64 = 0

    init(
        id: String?, kind: Kind?, channel: Channel?, isEphemeral: Bool = false, source: UserID, destination: String,
        content: [UInt8]? = nil, meta: [MetaEntry] = []
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
        var acknowledgement = ChatMessage(
            id: id, kind: .serverAcknowledgement, channel: .individual, isEphemeral: true,
            source: UserID(Self.server), destination: source.rawValue)
        acknowledgement.version = version
        acknowledgement.serverTime = serverTime
        return acknowledgement
    }

    /// The value of a head key that the services look at: `action`, `category`.
    func head(_ name: String) -> String? {
        meta.last { $0.name == name }?.value
    }

    /// About how many bytes the message takes between the services; what the backlog limit counts.
    var weight: Int {
        let fields = [id ?? "", source.rawValue, destination]
        let metaBytes = meta.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 6 }
        return fields.reduce(60 + metaBytes + (content?.count ?? 0)) { $0 + $1.utf8.count }
    }
}
