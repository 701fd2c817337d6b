import ChatWire
import NIOCore
import Testing

@testable import ChatNetwork

struct MessageAssemblerTests {
    typealias Event = MessageAssembler.Event

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var frames: [[UInt8]]
        var expected: [Result<Event, FrameViolation>]

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "a text in one frame", frames: [text("नमस्ते")], expected: [message("नमस्ते")]),
        Case(name: "an empty text", frames: [text("")], expected: [message("")]),
        Case(
            name: "binary in one frame", frames: [frame(2, [0, 255])],
            expected: [.success(.message(.binary([0, 255])))]),
        Case(
            name: "a text in three fragments, one of them empty",
            frames: [text("a", fin: false), frame(0, [], fin: false), frame(0, [0x62])],
            expected: [message("ab")]),
        Case(
            name: "a scalar split between fragments",
            frames: [
                frame(1, [0xF0, 0x9F], fin: false), frame(0, [0x99], fin: false),
                frame(0, [0x8F]),
            ],
            expected: [message("🙏")]),
        Case(
            name: "control frames between fragments",
            frames: [text("a", fin: false), frame(9, [1]), frame(10, [2]), frame(0, [0x62])],
            expected: [
                .success(.ping(ByteBuffer(bytes: [1]))), .success(.pong(ByteBuffer(bytes: [2]))), message("ab"),
            ]),
        Case(
            name: "two messages after another", frames: [text("a"), text("b", fin: false), frame(0, [])],
            expected: [message("a"), message("b")]),
        Case(
            name: "a close with code and reason", frames: [frame(8, [0x03, 0xE8, 0x6F, 0x6B])],
            expected: [.success(.close(PeerClose(code: 1000, reason: "ok")))]),
        Case(
            name: "an empty close", frames: [frame(8, [])],
            expected: [.success(.close(PeerClose(code: nil, reason: "")))]),
    ])
    func framesBecomeMessages(_ test: Case) {
        #expect(outcome(of: test.frames) == test.expected)
    }

    @Test func messagesDoNotDependOnHowTheirBytesAreCut() {
        let frames = [
            text("नमस्ते"), frame(1, [0xF0, 0x9F], fin: false), frame(9, [1]), frame(0, [0x99, 0x8F]),
            frame(2, Array(repeating: 7, count: 130)), frame(8, [0x03, 0xE8]),
        ]
        let bytes = Array(frames.joined())
        let whole = outcome(of: frames, limit: 200)

        #expect(whole.count == 5)
        for size in 1...bytes.count {
            let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0...].prefix(size)) }
            #expect(outcome(of: pieces, limit: 200) == whole, "in pieces of \(size)")
        }
    }

    @Test(
        arguments: [
            ("text that cannot become UTF-8", [0x81, 100, 0x61, 0xF4], [0x90], 1007),
            ("a length above the limit", [0x82], [126, 0, 101], 1009),
            ("a length of 2 to the 63", [0x82, 127, 0x80], [0, 0, 0, 0, 0, 0, 0], 1009),
            ("a long ping", [0x89], [126, 0, 200], 1002),
            ("a reserved bit", [0xC1], [100], 1002),
        ] as [(String, [UInt8], [UInt8], Int)])
    func aBreachIsSeenAtTheByteThatMakesIt(name: String, before: [UInt8], then: [UInt8], code: Int) throws {
        var assembler = MessageAssembler(maximumMessageBytes: 100, maximumTinyFragments: 4)
        assembler.feed(ByteBuffer(bytes: before))
        #expect(try assembler.next() == nil, "\(name)")

        assembler.feed(ByteBuffer(bytes: then))

        let violation = #expect(throws: FrameViolation.self) { try assembler.next() }
        #expect(violation.map { Int($0.closeCode) } == code, "\(name)")
    }

    @Test(
        arguments: [
            ("a reserved bit", [frame(1, [], reserved: 4)], 1002),
            ("the last reserved bit in a control frame", [frame(9, [], reserved: 1)], 1002),
            ("a masked frame", [[0x81, 0x80, 1, 2, 3, 4]], 1002),
            ("a reserved opcode", [frame(3, [])], 1002),
            ("a reserved control opcode", [frame(0xB, [])], 1002),
            ("a fragmented ping", [frame(9, [], fin: false)], 1002),
            ("a ping of 126 bytes", [frame(9, Array(repeating: 0, count: 126))], 1002),
            ("a continuation of nothing", [frame(0, [])], 1002),
            ("a message inside another", [text("a", fin: false), text("b")], 1002),
            ("a close with one byte", [frame(8, [3])], 1002),
            ("a text that is not UTF-8", [frame(1, [0xC0, 0xAF])], 1007),
            ("a text that ends in mid-scalar", [frame(1, [0xE2, 0x82])], 1007),
            ("a fragment that cannot become UTF-8", [frame(1, [0x61, 0xED, 0xA0, 0x80], fin: false)], 1007),
            ("a fragment with a scalar above the last", [frame(1, [0xF4, 0x90, 0x80, 0x80], fin: false)], 1007),
            ("a close reason that is not UTF-8", [frame(8, [0x03, 0xE8, 0xFF])], 1007),
            ("a message above the limit", [frame(2, Array(repeating: 0, count: 101))], 1009),
            (
                "fragments above the limit together",
                [
                    frame(2, Array(repeating: 0, count: 70), fin: false),
                    frame(0, Array(repeating: 0, count: 31)),
                ], 1009
            ),
            (
                "more tiny fragments than allowed",
                [frame(1, [], fin: false)] + Array(repeating: frame(0, [], fin: false), count: 4), 1009
            ),
        ] as [(String, [[UInt8]], Int)])
    func aBreachNamesItsCloseCode(name: String, frames: [[UInt8]], code: Int) {
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
            assembler.feed(ByteBuffer(bytes: frame(index == 0 ? 1 : 0, piece, fin: index == 9_999)))
            result = try? assembler.next()
        }

        #expect(result == .message(.text(String(repeating: "x", count: 640_000))))
    }

    private func outcome(of pieces: [[UInt8]], limit: Int = 100) -> [Result<Event, FrameViolation>] {
        var assembler = MessageAssembler(maximumMessageBytes: limit, maximumTinyFragments: 4)
        var results: [Result<Event, FrameViolation>] = []
        for piece in pieces {
            assembler.feed(ByteBuffer(bytes: piece))
            do {
                while let event = try assembler.next() { results.append(.success(event)) }
            } catch {
                results.append(.failure(error))
                break
            }
        }
        return results
    }
}

private func message(_ text: String) -> Result<MessageAssembler.Event, FrameViolation> {
    .success(.message(.text(text)))
}

private func text(_ text: String, fin: Bool = true) -> [UInt8] {
    frame(1, Array(text.utf8), fin: fin)
}

private func frame(_ opcode: UInt8, _ payload: [UInt8], fin: Bool = true, reserved: UInt8 = 0) -> [UInt8] {
    serverFrame((fin ? 0x80 : 0) | reserved << 4 | opcode, payload)
}
