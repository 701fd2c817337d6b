import ChatModel
import Foundation

/// One line between an owner and its guests: a JSON object whose fields depend on what it is about. A line that one
/// version does not know is skipped, so that two versions of the program get along.
struct DoorLine: Codable, Hashable, Sendable {
    /// `connection`, `heard`, `synchronized`, `typing`, `contactSync`, `retryNow`, `synchronize`, `leave`.
    var about: String
    var state: String?
    /// Milliseconds since the Unix epoch.
    var since: Int64?
    var retryAt: Int64?
    var reason: String?
    var user: String?
    var conversation: String?
    var isTyping: Bool?
    var asked: Int?
    var total: Int?

    init(_ about: String) {
        self.about = about
    }

    init?(text: String) {
        guard let line = try? JSONDecoder().decode(DoorLine.self, from: Data(text.utf8)) else { return nil }
        self = line
    }

    var text: String? {
        (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) }
    }
}

// MARK: - From the owner

extension DoorLine {
    /// nil for what concerns the owner alone: the store tells the others of messages.
    init?(_ event: ClientEvent) {
        switch event {
        case .connection(let state):
            self.init(state)
        case .heard(let time):
            self.init("heard")
            since = time.milliseconds
        case .synchronized(let time):
            self.init("synchronized")
            since = time.milliseconds
        case .typing(let user, let conversation, let isTyping):
            self.init("typing")
            self.user = user.rawValue
            self.conversation = conversation.rawValue
            self.isTyping = isTyping
        case .contactSync(let progress):
            self.init("contactSync")
            asked = progress.asked
            total = progress.total
        default:
            return nil
        }
    }

    private init(_ connection: ConnectionState) {
        self.init("connection")
        switch connection {
        case .offline:
            state = "offline"
        case .connecting:
            state = "connecting"
        case .online(let since):
            state = "online"
            self.since = since.milliseconds
        case .waiting(let since, let retryAt, let reason):
            state = "waiting"
            self.since = since.milliseconds
            self.retryAt = retryAt.milliseconds
            self.reason = reason
        case .signedOut(let reason):
            state = "signedOut"
            self.reason = reason
        case .ownedElsewhere:
            state = "ownedElsewhere"
        }
    }

    var event: ClientEvent? {
        switch about {
        case "connection":
            return connection.map { .connection($0) }
        case "heard":
            return since.map { .heard(Timestamp(milliseconds: $0)) }
        case "synchronized":
            return since.map { .synchronized(Timestamp(milliseconds: $0)) }
        case "typing":
            guard let user, let conversation, let isTyping else { return nil }
            return .typing(UserID(user), ConversationID(conversation), isTyping)
        case "contactSync":
            guard let asked, let total else { return nil }
            return .contactSync(ContactSync.Progress(asked: asked, total: total))
        default:
            return nil
        }
    }

    private var connection: ConnectionState? {
        switch state {
        case "offline": .offline
        case "connecting": .connecting
        case "online": since.map { .online(since: Timestamp(milliseconds: $0)) }
        case "waiting":
            if let since, let retryAt, let reason {
                .waiting(
                    since: Timestamp(milliseconds: since), retryAt: Timestamp(milliseconds: retryAt), reason: reason)
            } else {
                nil
            }
        case "signedOut": .signedOut(reason: reason ?? "")
        default: nil
        }
    }
}

// MARK: - From a guest

extension DoorLine {
    init(_ request: OwnerRequest) {
        switch request {
        case .typing(let isTyping, let conversation):
            self.init("typing")
            self.isTyping = isTyping
            self.conversation = conversation.rawValue
        case .retryNow:
            self.init("retryNow")
        case .synchronize:
            self.init("synchronize")
        case .leave:
            self.init("leave")
        }
    }

    var request: OwnerRequest? {
        switch about {
        case "typing":
            guard let isTyping, let conversation else { return nil }
            return .typing(isTyping, ConversationID(conversation))
        case "retryNow": return .retryNow
        case "synchronize": return .synchronize
        case "leave": return .leave
        default: return nil
        }
    }
}
