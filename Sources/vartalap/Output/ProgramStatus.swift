/// How the program ends, in the words of sysexits.h; scripts branch on these. Source: cli page, "Exit codes".
nonisolated enum ProgramStatus: Int32, CaseIterable, Sendable {
    /// The state that was asked for was reached by every recipient (or stored, with `--queue`).
    case success = 0
    /// The answer to the question is no.
    case negative = 1
    /// Flags that are wrong or do not go together.
    case usage = 64
    /// A number, name, body or id that cannot be used.
    case data = 65
    case noInput = 66
    /// The recipient is not on the service.
    case noUser = 67
    /// The server was not reachable, and nothing was kept.
    case unavailable = 69
    /// A mistake of this program.
    case software = 70
    case cannotCreate = 73
    case inputOutput = 74
    /// Kept in the outbox and not acknowledged yet: not to be sent again.
    case temporary = 75
    /// The server answered nonsense or refused the frame.
    case protocolError = 76
    /// Not logged in, or the key was refused.
    case noPermission = 77
    /// A configuration or theme file is wrong.
    case configuration = 78
    case interrupted = 130
    case terminated = 143

    /// From the worst to the best: of several recipients the worst one decides.
    private static let order: [ProgramStatus] = [
        .software, .configuration, .noPermission, .protocolError, .inputOutput, .cannotCreate, .noInput, .usage, .data,
        .noUser, .unavailable, .temporary, .terminated, .interrupted, .negative, .success,
    ]

    /// The one status that stands for all of `statuses`; success when there are none.
    static func worst(of statuses: some Sequence<ProgramStatus>) -> ProgramStatus {
        let present = Set(statuses)
        return order.first { present.contains($0) } ?? .success
    }
}
