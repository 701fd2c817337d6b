import ChatModel
import ChatStore
import ChatWire

extension ClientError {
    /// The user's sentence: what happened, then what to do. Remote words in it are harmless; secrets are never in it.
    package var message: String {
        switch self {
        case .link(let failure, let server): failure.message(server: server.harmless())
        case .answer(let error, let server): error.message(server: server.harmless())
        case .signIn(let error): error.message
        case .notVartalap(let reason, let server): reason.message(server: server.harmless())
        case .wrongDesign(let named, let found, let server):
            "\(server.harmless()) speaks \(found.joined(separator: " or ")), not \(named); name that, or leave the design "
                + "to be found."
        case .codeRefused:
            "The server did not accept the one-time code; ask for a new one and log in again."
        case .notSignedIn:
            "Nobody is signed in here; run vartalap login first."
        case .emptyText:
            "The message is empty; write some text."
        case .textTooLong(let bytes, let limit):
            "The message has \(bytes) bytes and the limit is \(limit); split it into shorter ones."
        case .unwritable(let reason):
            "The message cannot be sent because \(reason.harmless()); change that and send it again."
        case .unknownConversation(let id):
            "There is no conversation \(id.rawValue.harmless()); give a number, a contact's name or a group of yours."
        case .group(let error): error.message
        case .idTaken(let id):
            "Another message already has the id \(id.rawValue.harmless()); choose a new one."
        case .handedOver(let id):
            "Message \(id.rawValue.harmless()) is being handed to the server; look again in some seconds."
        case .alreadyDelivered(let id):
            "Message \(id.rawValue.harmless()) has been delivered; there is nothing to try again."
        case .poisonous:
            "The server ended the connection each time it was given this message; write it differently, or retry it."
        case .store(let error): error.message
        case .credentials(let error): error.message
        case .ownership(let error): error.message
        }
    }
}

extension LinkFailure {
    func message(server: String) -> String {
        switch self {
        case .transport(let error): error.message(server: server)
        case .unavailable(let status, _):
            "\(server) is not available now (status \(status)); messages wait until it is."
        case .accessRefused:
            "\(server) no longer accepts this sign-in; log in again, messages that wait are kept."
        case .signIn(let error): error.message
        case .silent(.noPong):
            "\(server) stopped answering; messages wait until it is reached again."
        case .silent(.slept):
            "The machine slept, and the connection to \(server) with it; it is made anew."
        case .silent(.notMapped):
            "\(server) lost track of this connection; messages wait until it is made anew."
        case .silent(.unprovable):
            "The connection to \(server) is made anew, to be sure that it is the one that gets our messages."
        case .connectTimedOut:
            "Can't reach \(server): it took too long; check the network, messages wait until it is reached."
        case .closedByServer:
            "\(server) closed the connection; messages wait until it is made anew."
        }
    }
}

extension TransportError {
    func message(server: String) -> String {
        switch self {
        case .unreachable(let host, let reason):
            "Can't reach \(host.harmless()): \(reason.harmless()); check the address and the network, "
                + "messages wait until it is reached."
        case .upgradePutOff(let status, let seconds):
            "\(server) is not available now (status \(status)) and asks to try again in \(seconds) s; messages wait."
        case .upgradeRefused(let status):
            "\(server) answered, but not as a Vartalap server (status \(status)); check the address and the design."
        case .closed(let code, let reason):
            "The connection to \(server) ended (code \(code)\(reason.isEmpty ? "" : ", " + reason.harmless())); "
                + "messages wait until it is made anew."
        case .protocolViolation(let what):
            "\(server) broke the WebSocket protocol: \(what.harmless()); check the address and the design."
        case .invalidServer(let reason):
            "Can't use this server: \(reason.harmless()); give an address like https://chat.example."
        case .cancelled:
            "The connection to \(server) was given up; messages wait until it is made anew."
        }
    }
}

extension DesignProbe.NotVartalap {
    func message(server: String) -> String {
        switch self {
        case .redirected(let place?):
            "\(server) sends us on to \(place.harmless()) instead of answering; give the address of the server itself."
        case .redirected(nil):
            "\(server) sends us on instead of answering; give the address of the server itself."
        case .unexpected(let status, let path):
            "\(server) does not answer as a Vartalap server (status \(status) at \(path)); check the address, or name "
                + "the design."
        }
    }
}

extension APIError {
    func message(server: String) -> String {
        switch self {
        case .unauthorized:
            "\(server) no longer accepts this sign-in; log in again, messages that wait are kept."
        case .notFound:
            "\(server) does not know what was asked for; check the address and the design."
        case .refused(let status, let words):
            "\(server) refused the request (status \(status)\(words.isEmpty ? "" : ": " + words.harmless())); "
                + "check what was given and try again."
        case .unavailable(let status, let seconds):
            "\(server) is not available now (status \(status)); try again "
                + (seconds.map { "in \($0) s." } ?? "later.")
        case .unreadable(let what):
            "\(server) answered something unexpected: \(what.harmless()); check the address and the design."
        }
    }
}

extension CredentialsError {
    var message: String {
        switch self {
        case .exposed(let path, let mode, let isDirectory):
            "\(path.harmless()) can be used by others (mode \(String(mode, radix: 8))); run "
                + "chmod \(isDirectory ? "700" : "600") \(ShellWord.quote(path)) and log in again if somebody may have."
        case .foreign(let path):
            "\(path.harmless()) belongs to another user; use a data directory of your own."
        case .notAFile(let path):
            "\(path.harmless()) is not a plain file; remove it and log in again."
        case .malformed(let path):
            "\(path.harmless()) holds no access key; remove it and log in again."
        case .unreadable(let path, let reason):
            "Can't read \(path.harmless()): \(reason.harmless()); mend that or log in again."
        case .unwritable(let path, let reason):
            "Can't write \(path.harmless()): \(reason.harmless()); mend that and log in again."
        }
    }
}

extension OwnershipError {
    var message: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "Can't open \(path.harmless()): \(reason.harmless()); check the data directory's permissions."
        case .cannotLock(let path, let reason):
            "Can't lock \(path.harmless()): \(reason.harmless()); keep the data directory on a local disk."
        }
    }
}

/// A path as one word of a command that the user may copy.
package enum ShellWord {
    package static func quote(_ word: String) -> String {
        let plain = word.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789/._-+".unicodeScalars.contains(scalar))
        }
        return plain ? word : "'" + word.harmless(limit: 1000).replacing("'", with: "'\\''") + "'"
    }
}
