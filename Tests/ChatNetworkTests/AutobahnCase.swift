import Testing

/// One client case of the Autobahn TestSuite: what the server says, octet by octet, and all that the client may answer.
///
/// The suite itself is a program for Python 2; these are its cases with its bytes. Where the suite waits for a second
/// to see that nothing happens, this waits for what must happen.
struct AutobahnCase: Sendable, CustomTestStringConvertible {
    enum Step: Sendable {
        /// Bytes for the line, written in pieces of `chop` bytes each; nil writes them at once.
        case bytes([UInt8], chop: Int?)
        /// Goes on when the client has said this many frames in all.
        case hear(Int)
    }

    /// A frame of the client's.
    enum Said: Hashable, Sendable {
        case text([UInt8])
        case binary([UInt8])
        case pong([UInt8])
        case close(Int?)
        case other(UInt8)
    }

    /// The number in the suite.
    var id: String
    var steps: [Step]
    /// Everything the client says, the close included.
    var expected: [Said]
    /// Whether the answer to a message may be missing: it races with the server's close.
    var mayLeaveOutEchoes = false

    var testDescription: String { "case \(id)" }

    /// A case in which everything is in order: the answers come, then the server closes with 1000.
    static func echo(_ id: String, _ steps: [Step], _ answers: [Said]) -> Self {
        Self(
            id: id, steps: steps + [.hear(answers.count), .bytes(serverClose(1000), chop: nil)],
            expected: answers + [.close(1000)])
    }

    /// A case in which the client must end the connection by itself with `code`, after `answers`.
    static func fails(_ id: String, _ code: Int, _ steps: [Step], after answers: [Said] = []) -> Self {
        Self(id: id, steps: steps, expected: answers + [.close(code)])
    }

    /// A case in which the server closes, and the client answers with `code`.
    static func closes(_ id: String, _ code: Int?, _ steps: [Step]) -> Self {
        Self(id: id, steps: steps, expected: [.close(code)])
    }
}

extension AutobahnCase.Step {
    /// One frame; its payload as the suite writes it.
    static func frame(
        _ opcode: UInt8, _ payload: [UInt8] = [], fin: Bool = true, reserved: UInt8 = 0, chop: Int? = nil
    ) -> Self {
        .bytes(serverFrame((fin ? 0x80 : 0) | reserved << 4 | opcode, payload), chop: chop)
    }

    static func frame(
        _ opcode: UInt8, _ payload: String, fin: Bool = true, reserved: UInt8 = 0, chop: Int? = nil
    ) -> Self {
        frame(opcode, Array(payload.utf8), fin: fin, reserved: reserved, chop: chop)
    }

    /// A message in fragments of `size` bytes, as the suite's `sendMessage` makes them.
    static func message(_ opcode: UInt8, _ payload: [UInt8], fragment size: Int, chop: Int? = nil) -> Self {
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: payload.count, by: size) {
            let end = min(start + size, payload.count)
            let first: UInt8 = (start == 0 ? opcode : 0) | (end == payload.count ? 0x80 : 0)
            bytes += serverFrame(first, Array(payload[start..<end]))
        }
        return .bytes(bytes, chop: chop)
    }
}

extension AutobahnCase.Said {
    static func text(_ text: String) -> Self { .text(Array(text.utf8)) }
    static func pong(_ text: String) -> Self { .pong(Array(text.utf8)) }

    init(_ frame: ClientFrame) {
        switch frame.opcode {
        case 1 where frame.isFinal: self = .text(frame.payload)
        case 2 where frame.isFinal: self = .binary(frame.payload)
        case 8: self = .close(frame.closeCode)
        case 10: self = .pong(frame.payload)
        default: self = .other(frame.opcode)
        }
    }

    var isMessage: Bool {
        switch self {
        case .text, .binary: true
        default: false
        }
    }
}
