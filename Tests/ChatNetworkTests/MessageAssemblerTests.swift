import ChatWire
import NIOCore
import NIOWebSocket
import Testing

@testable import ChatNetwork

struct MessageAssemblerTests {
    typealias Event = MessageAssembler.Event

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var frames: [WebSocketFrame]
        var expected: [Result<Event, FrameViolation>]

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "a text in one frame", frames: [text("नमस्ते")], expected: [message("नमस्ते")]),
        Case(name: "an empty text", frames: [text("")], expected: [message("")]),
        Case(
            name: "binary in one frame", frames: [frame(.binary, [0, 255])],
            expected: [.success(.message(.binary([0, 255])))]),
        Case(
            name: "a text in three fragments, one of them empty",
            frames: [text("a", fin: false), frame(.continuation, [], fin: false), frame(.continuation, [0x62])],
            expected: [message("ab")]),
        Case(
            name: "a scalar split between fragments",
            frames: [
                frame(.text, [0xF0, 0x9F], fin: false), frame(.continuation, [0x99], fin: false),
                frame(.continuation, [0x8F]),
            ],
            expected: [message("🙏")]),
        Case(
            name: "control frames between fragments",
            frames: [text("a", fin: false), frame(.ping, [1]), frame(.pong, [2]), frame(.continuation, [0x62])],
            expected: [
                .success(.ping(ByteBuffer(bytes: [1]))), .success(.pong(ByteBuffer(bytes: [2]))), message("ab"),
            ]),
        Case(
            name: "two messages after another", frames: [text("a"), text("b", fin: false), frame(.continuation, [])],
            expected: [message("a"), message("b")]),
        Case(
            name: "a close with code and reason", frames: [frame(.connectionClose, [0x03, 0xE8, 0x6F, 0x6B])],
            expected: [.success(.close(PeerClose(code: 1000, reason: "ok")))]),
        Case(
            name: "an empty close", frames: [frame(.connectionClose, [])],
            expected: [.success(.close(PeerClose(code: nil, reason: "")))]),
    ])
    func framesBecomeMessages(_ test: Case) {
        #expect(outcome(of: test.frames) == test.expected)
    }

    @Test(
        arguments: [
            ("a reserved bit", [frame(.text, [], reserved: .rsv1)], 1002),
            ("the last reserved bit in a control frame", [frame(.ping, [], reserved: .rsv3)], 1002),
            (
                "a masked frame", [WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer())],
                1002
            ),
            ("a reserved opcode", [frame(opcode(3), [])], 1002),
            ("a reserved control opcode", [frame(opcode(0xB), [])], 1002),
            ("a fragmented ping", [frame(.ping, [], fin: false)], 1002),
            ("a ping of 126 bytes", [frame(.ping, Array(repeating: 0, count: 126))], 1002),
            ("a continuation of nothing", [frame(.continuation, [])], 1002),
            ("a message inside another", [text("a", fin: false), text("b")], 1002),
            ("a close with one byte", [frame(.connectionClose, [3])], 1002),
            ("a text that is not UTF-8", [frame(.text, [0xC0, 0xAF])], 1007),
            ("a text that ends in mid-scalar", [frame(.text, [0xE2, 0x82])], 1007),
            ("a fragment that cannot become UTF-8", [frame(.text, [0x61, 0xED, 0xA0, 0x80], fin: false)], 1007),
            ("a fragment with a scalar above the last", [frame(.text, [0xF4, 0x90, 0x80, 0x80], fin: false)], 1007),
            ("a close reason that is not UTF-8", [frame(.connectionClose, [0x03, 0xE8, 0xFF])], 1007),
            ("a message above the limit", [frame(.binary, Array(repeating: 0, count: 101))], 1009),
            (
                "fragments above the limit together",
                [
                    frame(.binary, Array(repeating: 0, count: 70), fin: false),
                    frame(.continuation, Array(repeating: 0, count: 31)),
                ], 1009
            ),
            (
                "more tiny fragments than allowed",
                [frame(.text, [], fin: false)] + Array(repeating: frame(.continuation, [], fin: false), count: 4), 1009
            ),
        ] as [(String, [WebSocketFrame], Int)])
    func aBreachNamesItsCloseCode(name: String, frames: [WebSocketFrame], code: Int) {
        let outcome = outcome(of: frames)

        guard case .failure(let violation) = outcome.last else {
            Issue.record("\(name) was accepted: \(outcome)")
            return
        }
        #expect(Int(violation.closeCode) == code, "\(name): \(violation)")
        #expect(!violation.explanation.isEmpty)
    }

    @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535] as [UInt16])
    func aCloseCodeThatMayNotTravelIsABreach(code: UInt16) {
        #expect(!FrameRules.mayBeSent(code))
        let body = ByteBuffer(integer: code)
        #expect(throws: FrameViolation.self) { try FrameRules.readClose(body) }
    }

    @Test(arguments: [1000, 1001, 1003, 1007, 1009, 1011, 1012, 1014, 3000, 3999, 4000, 4999] as [UInt16])
    func aCloseCodeOfTheRegistryIsAccepted(code: UInt16) throws {
        #expect(try FrameRules.readClose(ByteBuffer(integer: code)) == PeerClose(code: code, reason: ""))
    }

    @Test func aMessageInManyLargeFragmentsIsWhole() {
        var assembler = MessageAssembler(maximumMessageBytes: 1 << 20, maximumTinyFragments: 0)
        let piece = Array(repeating: UInt8(ascii: "x"), count: 64)
        var result: Event?
        for index in 0..<10_000 {
            let opcode: WebSocketOpcode = index == 0 ? .text : .continuation
            result = try? assembler.receive(frame(opcode, piece, fin: index == 9_999))
        }

        #expect(result == .message(.text(String(repeating: "x", count: 640_000))))
    }

    private func outcome(of frames: [WebSocketFrame]) -> [Result<Event, FrameViolation>] {
        var assembler = MessageAssembler(maximumMessageBytes: 100, maximumTinyFragments: 4)
        var results: [Result<Event, FrameViolation>] = []
        for frame in frames {
            do {
                if let event = try assembler.receive(frame) { results.append(.success(event)) }
            } catch {
                results.append(.failure(error))
            }
        }
        return results
    }
}

private func message(_ text: String) -> Result<MessageAssembler.Event, FrameViolation> {
    .success(.message(.text(text)))
}

private func opcode(_ number: UInt8) -> WebSocketOpcode {
    WebSocketOpcode(encodedWebSocketOpcode: number) ?? .continuation
}

private func text(_ text: String, fin: Bool = true) -> WebSocketFrame {
    frame(.text, Array(text.utf8), fin: fin)
}

private func frame(
    _ opcode: WebSocketOpcode, _ payload: [UInt8], fin: Bool = true, reserved: WebSocketFrame.ReservedBits = []
) -> WebSocketFrame {
    var frame = WebSocketFrame(fin: fin, opcode: opcode, data: ByteBuffer(bytes: payload))
    frame.reservedBits = reserved
    return frame
}
