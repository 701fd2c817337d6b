import NIOCore
import NIOWebSocket

/// A breach of RFC 6455 by the peer: the code to close with, and what it was.
struct FrameViolation: Error, Hashable {
    var closeCode: UInt16
    var explanation: String

    static func breach(_ explanation: String) -> Self { Self(closeCode: 1002, explanation: explanation) }
    static func badText(_ explanation: String) -> Self { Self(closeCode: 1007, explanation: explanation) }
    static func tooBig(_ explanation: String) -> Self { Self(closeCode: 1009, explanation: explanation) }
}

/// What the peer's close frame said.
struct PeerClose: Hashable {
    /// Nil when the frame was empty.
    var code: UInt16?
    var reason: String

    /// The code to report: 1005 stands for none (RFC 6455, section 7.1.5).
    var reportedCode: Int { code.map(Int.init) ?? 1005 }
}

/// What RFC 6455 demands of a single frame from a server.
enum FrameRules {
    /// Checks a frame before its payload is there: reserved bits (no extension was negotiated), mask, opcode, control
    /// frames.
    static func check(_ header: FrameHeader) throws(FrameViolation) {
        guard header.reservedBits == 0 else { throw .breach("a reserved bit was set") }
        guard !header.isMasked else { throw .breach("a frame from the server was masked") }
        switch header.opcode {
        case .continuation, .text, .binary:
            break
        case .connectionClose, .ping, .pong:
            guard header.isFinal else { throw .breach("a control frame was fragmented") }
            guard header.length <= 125 else { throw .breach("a control frame was longer than 125 bytes") }
        default:
            throw .breach("an unknown opcode \(Int(webSocketOpcode: header.opcode)) was used")
        }
    }

    /// Reads the body of a close frame, section 5.5.1.
    static func readClose(_ body: ByteBuffer) throws(FrameViolation) -> PeerClose {
        var body = body
        guard body.readableBytes > 0 else { return PeerClose(code: nil, reason: "") }
        guard let code = body.readInteger(as: UInt16.self) else {
            throw .breach("a close frame had half a code")
        }
        guard mayBeSent(code) else { throw .breach("a close frame had the code \(code), which may not be sent") }
        guard let reason = String(validating: body.readableBytesView, as: UTF8.self) else {
            throw .badText("the reason of a close frame was not UTF-8")
        }
        return PeerClose(code: code, reason: reason)
    }

    /// Whether a close code may travel in a frame: section 7.4 and the registry that it founded.
    static func mayBeSent(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
