import ChatModel

/// What a kill run has asked and counted so far; shared by everything that runs at once.
actor KillLedger {
    private(set) var history = History()
    private(set) var report: KillReport
    /// Kills at which the present round ends, and messages that may be asked for in it.
    private var killGoal = 0
    private var askGoal = 0
    private var places: [MessageID: Int] = [:]
    private var lastLooks: [UserID: StoreLook] = [:]
    private(set) var violations: [Violation] = []

    init(seed: UInt64, design: String) {
        report = KillReport(seed: seed, design: design)
    }

    // MARK: Rounds

    func beginRound(kills: Int, messages: Int) {
        killGoal = report.kills + kills
        askGoal = history.asked.count + messages
    }

    var isRoundOver: Bool { report.kills >= killGoal || !violations.isEmpty }
    var mayAsk: Bool { !isRoundOver && history.asked.count < askGoal }

    // MARK: Messages

    func ask(_ message: Asked) {
        places[message.id] = history.asked.count
        history.asked.append(message)
        report.asked += 1
    }

    func acknowledge(_ id: MessageID) {
        guard let place = places[id], !history.asked[place].isAcknowledged else { return }
        history.asked[place].isAcknowledged = true
        report.acknowledged += 1
    }

    func show(_ shown: [Shown]) {
        history.shown += shown
        report.shown += shown.count
    }

    // MARK: Ends

    func count(_ outcome: ProgramProcess.Outcome, of role: String, planned death: Death?, atItsTime: Bool) {
        guard outcome.wasKilled else { return }
        if case .point(let point)? = death, !atItsTime {
            report.pointKills[point.kind, default: 0] += 1
            report.points.insert("\(role) \(point)")
        } else {
            report.randomKills += 1
        }
        report.killsByRole[role, default: 0] += 1
    }

    func complain(_ new: [Violation]) {
        violations += new
        report.violations += new.map(\.description)
    }

    // MARK: Looks

    /// Compares a store with the last look at it.
    func observe(_ look: StoreLook) {
        report.looks += 1
        if let last = lastLooks[look.user] { complain(Checker.progress(from: last, to: look)) }
        lastLooks[look.user] = look
    }

    func judge(_ looks: [StoreLook], promise: Checker.Promise) {
        looks.forEach(observe)
        complain(Checker.verdict(history, looks, promise: promise))
        report.verdicts += 1
        report.delivered = looks.reduce(0) { $0 + $1.messages.count { $0.state == nil } }
    }
}
