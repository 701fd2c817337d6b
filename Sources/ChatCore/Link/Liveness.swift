/// Notices a dead link by its silence, and a socket that the server no longer has in its map.
///
/// Two proofs exist: the answer to a PING control frame (somebody is there), and, on designs that answer it only on a
/// mapped socket, the answer to the text `ping` (we will be given our messages). Where the second one cannot be had, the
/// link is made anew now and then: a socket of ours that the server noticed late to be gone has taken the new one's place
/// in the map with it, and nobody would ever tell us. Source: delivery page, "Why the server's word is not enough" and
/// "Retry".
///
/// Times are the client's uptime.
package struct Liveness: Hashable, Sendable {
    package struct Limits: Hashable, Sendable {
        /// Silence after which the link is asked for a sign of life.
        package var idleAfter: Duration = .seconds(25)
        /// How long a sign of life may take.
        package var answerWithin: Duration = .seconds(10)
        /// The same when the link is doubted already.
        package var probeWithin: Duration = .seconds(5)
        /// How long a link is used whose place in the map cannot be proved; the client varies it by a quarter.
        package var renewAfter: Duration = .seconds(900)
        /// The same after a link that ended without the server's knowing, for as long as it may take to notice: servers cut
        /// silent sockets after a minute.
        package var renewDoubtedAfter: Duration = .seconds(90)

        package init() {}
    }

    package enum Event: Hashable, Sendable {
        /// Any frame arrived.
        case frame
        /// The PONG control frame arrived.
        case pong
        /// The answer to the text ping arrived.
        case textPong
        /// Find out now whether the link lives.
        case probe
        case tick
    }

    package enum Action: Hashable, Sendable {
        case sendPing
        case sendTextPing
        /// All that was asked since the last time has been answered.
        case confirmed
        /// Give the link up.
        case giveUp(Silence)
    }

    /// What did not come.
    package enum Silence: Hashable, Sendable {
        case noPong
        /// The link lives, but the server does not know our socket.
        case notMapped
        /// Nothing can say whether the server knows our socket, and it is time to make sure.
        case unprovable
        /// We slept for longer than a link lives.
        case slept
    }

    private let limits: Limits
    private let checksMapping: Bool
    private var lastFrame: Duration
    private var pongDue: Duration?
    private var textPongDue: Duration?
    private let renewalDue: Duration?

    /// - Parameters:
    ///   - now: when the link came up.
    ///   - checksMapping: whether the text ping is of use on this server.
    ///   - isDoubted: the server may still hold an earlier socket of ours.
    package init(now: Duration, checksMapping: Bool, isDoubted: Bool = false, limits: Limits = Limits()) {
        self.limits = limits
        self.checksMapping = checksMapping
        renewalDue = checksMapping ? nil : now + (isDoubted ? limits.renewDoubtedAfter : limits.renewAfter)
        lastFrame = now
    }

    /// What to do as soon as the link is up: a link is believed to live, but whether it is mapped must be asked.
    package mutating func opened(now: Duration) -> [Action] {
        guard checksMapping else { return [] }
        textPongDue = now + limits.answerWithin
        return [.sendTextPing]
    }

    /// When `tick` is due.
    package var nextDeadline: Duration {
        let answerDue = [pongDue, textPongDue].compactMap(\.self).min() ?? (lastFrame + limits.idleAfter)
        return min(answerDue, renewalDue ?? answerDue)
    }

    package mutating func handle(_ event: Event, now: Duration) -> [Action] {
        switch event {
        case .frame:
            lastFrame = now
            return []
        case .pong:
            lastFrame = now
            guard pongDue != nil else { return [] }
            pongDue = nil
            return isConfirmed
        case .textPong:
            lastFrame = now
            guard textPongDue != nil else { return [] }
            textPongDue = nil
            return isConfirmed
        case .probe:
            return ask(within: limits.probeWithin, now: now)
        case .tick:
            if let due = pongDue, due <= now { return [.giveUp(.noPong)] }
            if let due = textPongDue, due <= now { return [.giveUp(.notMapped)] }
            if let due = renewalDue, due <= now { return [.giveUp(.unprovable)] }
            let isIdle = pongDue == nil && lastFrame + limits.idleAfter <= now
            return isIdle ? ask(within: limits.answerWithin, now: now) : []
        }
    }

    private var isConfirmed: [Action] { pongDue == nil && textPongDue == nil ? [.confirmed] : [] }

    /// Asks for both proofs; one that is asked for already keeps the earlier deadline.
    private mutating func ask(within limit: Duration, now: Duration) -> [Action] {
        var actions: [Action] = []
        if pongDue == nil { actions.append(.sendPing) }
        pongDue = min(pongDue ?? now + limit, now + limit)
        if checksMapping {
            if textPongDue == nil { actions.append(.sendTextPing) }
            textPongDue = min(textPongDue ?? now + limit, now + limit)
        }
        return actions
    }
}
