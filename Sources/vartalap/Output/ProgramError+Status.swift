nonisolated extension ProgramError {
    /// The exit code for this failure. Source: cli page, "Exit codes".
    var status: ProgramStatus {
        switch self {
        case .usage, .noServer, .unknownDesign, .noCode, .noTerminal:
            .usage
        case .unknownName, .ambiguousName, .unknownConversation, .emptyBody, .bodyTooLong, .notUTF8,
            .identifierTaken, .invalidIdentifier:
            .data
        case .notOnService:
            .noUser
        case .configuration, .unknownTheme, .missingSetting:
            .configuration
        case .cannotRead:
            .noInput
        case .dataDirectory:
            .cannotCreate
        case .cannotWrite:
            .inputOutput
        case .outputClosed:
            .success
        case .notLoggedIn, .signedOut, .otherAccount:
            .noPermission
        case .unreachable, .cannotListen:
            .unavailable
        case .timedOut:
            .temporary
        case .layer(_, _, let status):
            status
        }
    }

    /// The stable word for `error.code` of the JSON output.
    var code: String {
        switch self {
        case .usage: "usage"
        case .unknownName, .unknownConversation: "unknownRecipient"
        case .ambiguousName: "ambiguous"
        case .emptyBody: "empty"
        case .bodyTooLong: "tooLong"
        case .notUTF8: "notUTF8"
        case .identifierTaken: "idTaken"
        case .invalidIdentifier: "invalidId"
        case .notOnService: "noUser"
        case .configuration, .unknownTheme, .missingSetting: "configuration"
        case .cannotRead, .cannotWrite, .dataDirectory, .outputClosed: "io"
        case .notLoggedIn, .otherAccount, .noServer, .unknownDesign, .noCode, .noTerminal: "notReady"
        case .signedOut: "signedOut"
        case .unreachable, .cannotListen: "unreachable"
        case .timedOut: "timeout"
        case .layer(_, let code, _): code
        }
    }
}
