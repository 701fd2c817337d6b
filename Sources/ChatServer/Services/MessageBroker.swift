import ChatModel
import Logging

/// Carries events between the services, in process: the counterpart of the real servers' Kafka or NATS.
///
/// Publishing returns when the subscriber is done, so one socket's frames are routed in their order and an
/// acknowledgement never overtakes the message it is for.
actor MessageBroker {
    typealias Subscriber = @Sendable (BrokerEvent) async throws -> Void

    private var subscriber: Subscriber?
    private var isRoutingStopped = false
    /// The store's queue is stuck: nothing is stored and nothing replayed.
    private(set) var isStoreBroken = false
    private let log: Logger

    init(log: Logger) {
        self.log = log
    }

    /// Says who gets which event; done once, when the services are put together.
    func subscribe(_ subscriber: @escaping Subscriber) {
        self.subscriber = subscriber
    }

    /// Hands the event on. What a service throws is logged and goes no further: on the real servers an exception
    /// drops the event and the process lives on.
    nonisolated func publish(_ event: BrokerEvent) async {
        do {
            guard let subscriber = await subscriber(to: event) else { return }
            try await subscriber(event)
        } catch {
            log.debug("event dropped", metadata: ["topic": "\(event.topic)", "reason": "\(error)"])
        }
    }

    /// The queue of clients' messages is stuck: nobody's are routed any more.
    func stopRouting(_ reason: String) {
        guard !isRoutingStopped else { return }
        isRoutingStopped = true
        log.error("messages are no longer routed, for nobody: \(reason)")
    }

    /// The store's queue is stuck: nothing is kept for anybody any more.
    func breakStore(_ reason: String) {
        guard !isStoreBroken else { return }
        isStoreBroken = true
        log.error("messages are no longer kept for those who are offline, for nobody: \(reason)")
    }

    private func subscriber(to event: BrokerEvent) -> Subscriber? {
        if case .newMessage = event, isRoutingStopped { return nil }
        if case .userReady = event, isStoreBroken { return nil }
        return subscriber
    }
}

/// What the services tell each other; each case is a topic.
enum BrokerEvent: Sendable {
    /// A client said something; from the gateway to the router.
    case newMessage(ChatMessage)
    /// The same, for a group; from the router to the group router.
    case newGroupMessage(ChatMessage)
    /// Receivers are known; to the router, which delivers.
    case sendMessage(ChatMessage, receivers: [UserID])
    /// A receiver has stored the message `id`.
    case clientAcknowledgement(user: UserID, id: String)
    /// A receiver is offline; to the push service.
    case offlineMessage(ChatMessage, receiver: UserID)
    /// The user has a socket; where, the session service remembers.
    case userConnected(UserID, gateway: String)
    /// The same socket is being read by now: what is stored for the user may flow.
    case userReady(UserID)
    case userDisconnected(UserID, gateway: String)
    /// Somebody logged in on a device that can be pushed to.
    case login(UserID, device: String, pushToken: String)

    /// The name for the log, which must not show what was said.
    var topic: String {
        switch self {
        case .newMessage: "new-message"
        case .newGroupMessage: "new-group-message"
        case .sendMessage: "send-message"
        case .clientAcknowledgement: "client-ack"
        case .offlineMessage: "offline-message"
        case .userConnected: "user-connected"
        case .userReady: "user-ready"
        case .userDisconnected: "user-disconnected"
        case .login: "login"
        }
    }
}
