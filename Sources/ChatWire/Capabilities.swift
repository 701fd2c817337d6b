extension ServerDesign {
    /// What a server of a design can do; the rest of the program asks these and never the name.
    ///
    /// Where releases of one design differ, the value is what holds for all of them.
    package struct Capabilities: Hashable, Sendable {
        // MARK: Acknowledgement

        /// The server acknowledges each frame of ours by id.
        package var acknowledges: Bool
        /// The server wants a client acknowledgement for each message it delivers.
        package var wantsClientAcknowledgement: Bool
        /// Messages can be sent by REST, without a socket; its answer is an acknowledgement on every design that has
        /// it. nil: cannot.
        package var restSending: RESTSending?
        /// Receipts reach the author.
        package var carriesReceipts = true

        // MARK: The link

        /// A text frame `ping` is answered by `pong` on a mapped socket. Elsewhere it must never be written: on v2.2 to
        /// v2.6 it stops the messages of every user.
        package var answersTextPing: Bool
        /// The server sends PING control frames by itself, so silence is a sign of a dead link.
        package var serverPings = false
        /// The socket carries protobuf in binary frames.
        package var speaksBinary = false
        /// The Firebase ID token has to be with every request and upgrade, not with the login alone.
        package var needsToken = false
        /// A login elsewhere makes our access key invalid.
        package var keepsOneKey = false

        // MARK: Delivery

        /// Group messages come back to their sender.
        package var echoesToSender: Bool
        /// What waits for us comes over the socket when we connect.
        package var replaysPending = true
        /// What waits for us has to be fetched by `ServerAPI.pullMessages`.
        package var pullsPending = false

        // MARK: Typing

        /// Typing notices reach the peer.
        package var carriesTyping = true
        /// Typing notices reach the members of a group.
        package var carriesGroupTyping = true
        /// Typing notices to somebody who is offline are stored and replayed, days later.
        package var storesTyping = false

        // MARK: Groups

        /// Only an admin may add members.
        package var adminOnlyAdds = false
        /// When the only admin leaves, another member becomes one.
        package var promotesNextAdmin = true
        /// The most members a new group may be made with, the creator not counted; nil for no limit.
        package var maxGroupMembers: Int?
        /// The most members one call may add; nil for no limit.
        package var maxAddedMembers: Int?
        /// Of which changes the members hear.
        package var notifiesGroupChanges = GroupNotices.all

        package init(
            acknowledges: Bool, wantsClientAcknowledgement: Bool, answersTextPing: Bool, echoesToSender: Bool
        ) {
            self.acknowledges = acknowledges
            self.wantsClientAcknowledgement = wantsClientAcknowledgement
            self.answersTextPing = answersTextPing
            self.echoesToSender = echoesToSender
        }
    }

    /// The REST send of a design.
    package struct RESTSending: Hashable, Sendable {
        /// The answer names the messages that were taken; without, a success means all of them.
        package var acknowledgesEach: Bool
        /// The most messages one call may carry.
        package var batchLimit: Int

        package init(acknowledgesEach: Bool, batchLimit: Int) {
            self.acknowledgesEach = acknowledgesEach
            self.batchLimit = batchLimit
        }
    }

    /// Of which group changes the members hear on the socket.
    package struct GroupNotices: OptionSet, Hashable, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// All members of a new group.
        package static let creation = GroupNotices(rawValue: 1)
        /// Those who were there before, of somebody added.
        package static let addition = GroupNotices(rawValue: 2)
        /// Those who stay and the one who goes.
        package static let removal = GroupNotices(rawValue: 4)
        package static let all: GroupNotices = [.creation, .addition, .removal]
    }
}

extension ServerDesign.Capabilities {
    /// Whether `restSending` is there.
    package var sendsByREST: Bool { restSending != nil }

    /// The same with some things changed.
    func with(_ change: (inout Self) -> Void) -> Self {
        var capabilities = self
        change(&capabilities)
        return capabilities
    }
}
