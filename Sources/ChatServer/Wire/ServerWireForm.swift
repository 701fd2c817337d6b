import ChatModel
import ChatWire

/// The form of a design's frames, seen from the server. Written apart from the client's codec on purpose: a mistake
/// made in both directions at once would not show.
protocol ServerWireForm: Sendable {
    /// What the socket's query asks for.
    func flags(query: [String: String]) -> SocketFlags

    /// Reads what `user` sent. Frames that are refused are dropped without a word, as on the real servers.
    func read(_ frame: Frame, from user: UserID) throws(FrameRefusal) -> ChatMessage

    /// Writes for a receiver with these flags.
    ///
    /// - Throws: `FrameRefusal.unwritable` when the content cannot be expressed in that form.
    func write(_ message: ChatMessage, flags: SocketFlags) throws(FrameRefusal) -> Frame

    /// A group's notice to its members.
    func notice(_ notice: GroupNotice) -> ChatMessage

    /// All of a replay as one frame; nil when each message is a frame of its own.
    func replay(_ messages: [ChatMessage]) -> Frame?
}

extension ServerWireForm {
    func flags(query: [String: String]) -> SocketFlags {
        SocketFlags(wantsAcknowledgements: false, isBinary: false)
    }

    func replay(_ messages: [ChatMessage]) -> Frame? {
        nil
    }
}

/// How one socket wants to be spoken to.
struct SocketFlags: Hashable, Sendable {
    /// Send a server acknowledgement for each message.
    var wantsAcknowledgements: Bool
    /// Write binary frames.
    var isBinary: Bool
}

/// Why a frame goes no further; for the log at most.
enum FrameRefusal: Error, Hashable, Sendable {
    case notJSON
    case missing(String)
    case invalid(String)
    case unsupported(String)
    case unwritable
    /// No message at all; where the servers choke on it (`Quirks.stopsOnPoison`), no further message is routed.
    case poison(String)
}
