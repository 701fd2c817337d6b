import ChatCore
import ChatModel
import ChatStore

/// What became of one change of a group, as a line.
nonisolated struct GroupReport: Sendable {
    var operation: GroupOperation
    /// Why it is not done; nil when it is.
    var problem: SendReport.Problem?
    /// Since the call began.
    var milliseconds: Int64

    /// Prints the line, and in text mode the problem on standard error.
    func print(to output: Output) throws(ProgramError) {
        guard !output.isJSON else { return try output.object(json) }
        try output.columns(
            state, operation.conversation.rawValue, operation.title,
            operation.users.map(\.rawValue).joined(separator: ","), "\(milliseconds)ms")
        if let problem { Output.complain("\(operation.title): \(problem.text)") }
    }

    private var state: String {
        switch operation.state {
        case .queued: "queued"
        case .done: "done"
        case .refused: "refused"
        }
    }

    private var json: JSONLine {
        var line = JSONLine("group")
        line.add("ok", problem == nil)
        line.add("change", operation.kind.rawValue)
        line.add("state", state)
        line.add("id", operation.id.rawValue)
        line.add("group", operation.conversation.rawValue)
        line.add("title", operation.title)
        line.add("people", operation.users.map(\.rawValue))
        line.add("ms", milliseconds)
        if let problem { Self.add(problem, to: &line) }
        return line
    }

    /// The line for a change that was not even stored.
    static func failure(_ problem: SendReport.Problem, milliseconds: Int64) -> JSONLine {
        var line = JSONLine("group")
        line.add("ok", false)
        line.add("state", "failed")
        line.add("ms", milliseconds)
        add(problem, to: &line)
        return line
    }

    private static func add(_ problem: SendReport.Problem, to line: inout JSONLine) {
        line.add("error") { nested in
            nested.add("code", problem.code)
            nested.add("exit", Int64(problem.status.rawValue))
            nested.add("retryAfterMs", problem.retryAfterMilliseconds)
            nested.add("text", problem.text)
        }
    }

    /// The exit code for a refusal, of which the store keeps the word.
    static func status(ofRefusal code: String) -> ProgramStatus {
        switch code {
        case "noUser": .noUser
        case "notAdmin", "notInGroup": .noPermission
        case "refused", "notOffered": .protocolError
        default: .data
        }
    }
}
