package import ChatModel
import ChatWire
import Logging

/// One push that the real servers would have handed to the phone's push network.
package struct PushNotification: Hashable, Sendable {
    package var receiver: UserID
    package var token: String
    /// The JSON text of the message, as the phone app gets it.
    package var payload: String
    package var time: Timestamp
}

/// Pushes for offline users. Login events tell it the push tokens; only the device named `default` is pushed to.
actor PushNotificationService {
    private var tokens: [UserID: String] = [:]
    /// The newest pushes, oldest first; bounded.
    private(set) var recorded: [PushNotification] = []
    private let form: any ServerWireForm
    private let log: Logger
    private let now: @Sendable () -> Timestamp

    private static let defaultDevice = "default"
    private static let limit = 1000

    init(form: any ServerWireForm, log: Logger, now: @escaping @Sendable () -> Timestamp) {
        self.form = form
        self.log = log
        self.now = now
    }

    func loggedIn(_ user: UserID, device: String, pushToken: String) {
        if device == Self.defaultDevice { tokens[user] = pushToken }
    }

    /// Records a push of the message, unless it is a notification or the user has no device.
    func push(_ message: ChatMessage, to receiver: UserID) {
        guard message.kind != .notification, let token = tokens[receiver] else { return }
        let flags = SocketFlags(wantsAcknowledgements: false, isBinary: false)
        guard case .text(let payload)? = try? form.write(message, flags: flags) else { return }
        if recorded.count == Self.limit { recorded.removeFirst() }
        log.info("push for \(LogText.harmless(receiver.rawValue)): \(LogText.harmless(payload, limit: 400))")
        recorded.append(PushNotification(receiver: receiver, token: token, payload: payload, time: now()))
    }
}
