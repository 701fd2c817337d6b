import ChatModel

/// Knows at which gateway a user is connected.
actor SessionService {
    private var gateways: [UserID: String] = [:]

    /// The gateway that holds the user's socket; nil when offline.
    func gateway(of user: UserID) -> String? {
        gateways[user]
    }

    func connected(_ user: UserID, at gateway: String) {
        gateways[user] = gateway
    }

    /// Forgets the user, unless they are at another gateway by now.
    func disconnected(_ user: UserID, from gateway: String) {
        if gateways[user] == gateway { gateways[user] = nil }
    }
}
