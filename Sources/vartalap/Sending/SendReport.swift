import ChatModel

/// What became of the message to one recipient.
nonisolated struct SendReport: Sendable {
    /// As the output names the recipient.
    var to: String
    var id: MessageID?
    /// How far the message has come; nil when it was not stored.
    var state: DeliveryState?
    /// Why it has not come as far as was asked; nil when it has.
    var problem: Problem?
    /// Since the call began.
    var milliseconds: Int64
    var time: Timestamp

    /// What stands in the way: the words for `error.code`, the exit status and the sentence.
    struct Problem: Equatable, Sendable {
        var code: String
        var status: ProgramStatus
        var text: String
        /// When the next attempt is due, from now on.
        var retryAfterMilliseconds: Int64?
    }

    var status: ProgramStatus { problem?.status ?? .success }

    /// Prints the line, and in text mode the problem on standard error.
    func print(to output: Output) throws(ProgramError) {
        if output.isJSON {
            try output.object(json)
        } else {
            if let state, let id {
                try output.columns(state.rawValue, id.rawValue, to, "\(milliseconds)ms")
            }
            if let problem { Output.complain("\(to): \(problem.text)") }
        }
    }

    private var json: JSONLine {
        var line = JSONLine("send")
        line.add("ok", problem == nil)
        line.add("state", state?.rawValue ?? "failed")
        line.add("id", id?.rawValue)
        line.add("to", to)
        line.add("ts", PlainText.time(time))
        line.add("ms", milliseconds)
        if let problem {
            line.add("error") { nested in
                nested.add("code", problem.code)
                nested.add("exit", Int64(problem.status.rawValue))
                nested.add("retryAfterMs", problem.retryAfterMilliseconds)
                nested.add("text", problem.text)
            }
        }
        return line
    }
}

nonisolated extension SendReport.Problem {
    init(_ error: ProgramError) {
        self.init(code: error.code, status: error.status, text: error.message)
    }
}
