import ChatCore
import ChatModel
import ChatStore
import ChatWire
import CursesTerminal

/// Turns the failures of the layers below into the program's: their sentence, with the exit code and the word that scripts
/// see.
nonisolated enum Failure {
    /// The program's fact for any error; an unknown one is a mistake of ours.
    static func fact(_ error: any Error) -> ProgramError {
        known(error)
            ?? .layer(
                message: "Something that should not happen: \(error). Please report it.", code: "software",
                status: .software)
    }

    /// nil when no layer of the program throws such errors.
    static func known(_ error: any Error) -> ProgramError? {
        switch error {
        case let error as ProgramError: error
        case let error as ClientError: client(error)
        case let error as SignInError: client(.signIn(error))
        case let error as StoreError: client(.store(error))
        case let error as CredentialsError: client(.credentials(error))
        case let error as OwnershipError: client(.ownership(error))
        case let error as TerminalError: terminal(error)
        case let error as TransportError: client(.link(.transport(error), server: ""))
        default: nil
        }
    }

    private static func terminal(_ error: TerminalError) -> ProgramError {
        if error == .notATerminal { return .noTerminal }
        return .layer(message: error.message, code: "terminal", status: .configuration)
    }

    private static func client(_ error: ClientError) -> ProgramError {
        if case .idTaken(let id) = error { return .identifierTaken(id.rawValue) }
        let (code, status) = kind(of: error)
        return .layer(message: error.message, code: code, status: status)
    }

    private static func kind(of error: ClientError) -> (code: String, status: ProgramStatus) {
        switch error {
        case .link(let failure, _): kind(of: failure)
        case .answer(.unavailable, _): ("unreachable", .unavailable)
        case .answer: ("protocol", .protocolError)
        case .signIn(let error): kind(of: error)
        case .notVartalap, .wrongDesign: ("protocol", .protocolError)
        case .codeRefused: ("codeRefused", .noPermission)
        case .notSignedIn: ("signedOut", .noPermission)
        case .emptyText, .textTooLong, .unwritable, .unknownConversation, .idTaken, .poisonous: ("data", .data)
        case .handedOver: ("handedOver", .temporary)
        case .store(.alreadySent), .alreadyDelivered: ("alreadySent", .data)
        case .store(.unknownMessage): ("unknownMessage", .data)
        case .group(let error): (error.code, GroupReport.status(ofRefusal: error.code))
        case .store(let error): kind(of: error)
        case .credentials(.unreadable), .credentials(.unwritable), .ownership: ("io", .inputOutput)
        case .credentials: ("configuration", .configuration)
        }
    }

    private static func kind(of failure: LinkFailure) -> (code: String, status: ProgramStatus) {
        switch failure {
        case .accessRefused: ("signedOut", .noPermission)
        case .signIn(let error): kind(of: error)
        case .transport(.invalidServer): ("usage", .usage)
        case .transport(.upgradePutOff): ("unreachable", .unavailable)
        case .transport(.upgradeRefused), .transport(.protocolViolation): ("protocol", .protocolError)
        default: ("unreachable", .unavailable)
        }
    }

    private static func kind(of error: SignInError) -> (code: String, status: ProgramStatus) {
        switch error {
        case .codeRefused, .codeExpired: ("codeRefused", .noPermission)
        case .unreachable, .unavailable, .tooManyTries: ("unreachable", .unavailable)
        case .unreadable: ("protocol", .protocolError)
        case .numberRefused: ("data", .data)
        case .keyRefused, .command, .file, .noFile, .noToken: ("configuration", .configuration)
        case .wantsApp, .ended, .refused, .tokenRefused: ("signedOut", .noPermission)
        }
    }

    private static func kind(of error: StoreError) -> (code: String, status: ProgramStatus) {
        switch error {
        case .illegalMove, .unexpected: ("software", .software)
        case .newerVersion: ("configuration", .configuration)
        default: ("io", .inputOutput)
        }
    }
}
