/// Sections 1 to 5: framing, pings, reserved bits, opcodes, fragmentation.
extension AutobahnCase {
    private static let hello = "Hello, world!"
    private static let odd: [UInt8] = [0x00, 0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x00, 0xFF]

    static let framing: [Self] = [UInt8(1), 2].flatMap { opcode in
        let sizes: [(Int, Int?)] = [
            (0, nil), (125, nil), (126, nil), (127, nil), (128, nil), (65_535, nil), (65_536, nil), (65_536, 997),
        ]
        return sizes.enumerated().map { index, size in
            let payload = Array(repeating: opcode == 1 ? UInt8(ascii: "*") : 0xFE, count: size.0)
            return echo(
                "1.\(opcode).\(index + 1)", [.frame(opcode, payload, chop: size.1)],
                [opcode == 1 ? .text(payload) : .binary(payload)])
        }
    }

    static let pings: [Self] = {
        let many = (0..<10).map { "payload-\($0)" }
        let longest = Array(repeating: UInt8(0xFE), count: 125)
        return [
            echo("2.1", [.frame(9)], [.pong("")]),
            echo("2.2", [.frame(9, hello)], [.pong(hello)]),
            echo("2.3", [.frame(9, odd)], [.pong(odd)]),
            echo("2.4", [.frame(9, longest)], [.pong(longest)]),
            fails("2.5", 1002, [.frame(9, longest + [0xFE])]),
            echo("2.6", [.frame(9, longest, chop: 1)], [.pong(longest)]),
            echo("2.7", [.frame(10)], []),
            echo("2.8", [.frame(10, "unsolicited pong payload")], []),
            echo("2.9", [.frame(10, "unsolicited pong payload"), .frame(9, "ping payload")], [.pong("ping payload")]),
            echo("2.10", many.map { .frame(9, $0) }, many.map { .pong($0) }),
            echo("2.11", many.map { .frame(9, $0, chop: 1) }, many.map { .pong($0) }),
        ]
    }()

    static let reservedBits: [Self] = [
        fails("3.1", 1002, [.frame(1, hello, reserved: 1)]),
        fails("3.2", 1002, [.frame(1, hello), .frame(1, hello, reserved: 2), .frame(9)], after: [.text(hello)]),
        fails("3.3", 1002, [.frame(1, hello), .frame(1, hello, reserved: 3), .frame(9)], after: [.text(hello)]),
        fails(
            "3.4", 1002,
            [.frame(1, hello, chop: 1), .frame(1, hello, reserved: 4, chop: 1), .frame(9, chop: 1)],
            after: [.text(hello)]),
        fails("3.5", 1002, [.frame(2, odd, reserved: 5)]),
        fails("3.6", 1002, [.frame(2, hello, reserved: 6)]),
        fails("3.7", 1002, [.frame(8, reserved: 7)]),
    ]

    static let opcodes: [Self] = [(1, 3), (2, 11)].flatMap { (section: Int, first: UInt8) -> [Self] in
        let before: [Said] = [.text(hello)]
        return [
            fails("4.\(section).1", 1002, [.frame(first)]),
            fails("4.\(section).2", 1002, [.frame(first + 1, "reserved opcode payload")]),
            fails("4.\(section).3", 1002, [.frame(1, hello), .frame(first + 2), .frame(9)], after: before),
            fails("4.\(section).4", 1002, [.frame(1, hello), .frame(first + 3, hello), .frame(9)], after: before),
            fails(
                "4.\(section).5", 1002,
                [.frame(1, hello, chop: 1), .frame(first + 4, hello, chop: 1), .frame(9, chop: 1)], after: before),
        ]
    }

    static let fragmentation: [Self] = [
        fails("5.1", 1002, [.frame(9, "fragment1", fin: false), .frame(0, "fragment2")]),
        fails("5.2", 1002, [.frame(10, "fragment1", fin: false), .frame(0, "fragment2")]),
        echo("5.3", halves(chop: nil), [.text("fragment1fragment2")]),
        echo("5.4", halves(chop: 11), [.text("fragment1fragment2")]),
        echo("5.5", halves(chop: 1), [.text("fragment1fragment2")]),
        echo("5.6", halves(chop: nil, ping: "ping payload"), [.pong("ping payload"), .text("fragment1fragment2")]),
        echo("5.7", halves(chop: 14, ping: "ping payload"), [.pong("ping payload"), .text("fragment1fragment2")]),
        echo("5.8", halves(chop: 1, ping: "ping payload"), [.pong("ping payload"), .text("fragment1fragment2")]),
        fails("5.9", 1002, orphan(fin: true, chop: nil)),
        fails("5.10", 1002, orphan(fin: true, chop: 26)),
        fails("5.11", 1002, orphan(fin: true, chop: 1)),
        fails("5.12", 1002, orphan(fin: false, chop: nil)),
        fails("5.13", 1002, orphan(fin: false, chop: 26)),
        fails("5.14", 1002, orphan(fin: false, chop: 1)),
        fails(
            "5.15", 1002, halves(chop: nil) + [.frame(0, "fragment3", fin: false), .frame(1, "fragment4")],
            after: [.text("fragment1fragment2")]),
        fails("5.16", 1002, repeated(fin: false)),
        fails("5.17", 1002, repeated(fin: true)),
        fails("5.18", 1002, [.frame(1, "fragment1", fin: false), .frame(1, "fragment2")]),
        echo("5.19", fiveWithPings(chop: nil), fiveAnswers),
        echo("5.20", fiveWithPings(chop: 12), fiveAnswers),
    ]

    private static func halves(chop: Int?, ping: String? = nil) -> [Step] {
        [.frame(1, "fragment1", fin: false, chop: chop)] + (ping.map { [.frame(9, $0, chop: chop)] } ?? [])
            + [.frame(0, "fragment2", chop: chop)]
    }

    private static func orphan(fin: Bool, chop: Int?) -> [Step] {
        [.frame(0, "non-continuation payload", fin: fin, chop: chop), .frame(1, hello, chop: chop)]
    }

    private static func repeated(fin: Bool) -> [Step] {
        (0..<2).flatMap { _ in
            [.frame(0, "fragment1", fin: fin), .frame(1, "fragment2", fin: false), .frame(0, "fragment3")] as [Step]
        }
    }

    private static func fiveWithPings(chop: Int?) -> [Step] {
        [
            .frame(1, "fragment1", fin: false, chop: chop), .frame(0, "fragment2", fin: false, chop: chop),
            .frame(9, "pongme 1!", chop: chop), .hear(1),
            .frame(0, "fragment3", fin: false, chop: chop), .frame(0, "fragment4", fin: false, chop: chop),
            .frame(9, "pongme 2!", chop: chop), .frame(0, "fragment5", chop: chop),
        ]
    }

    private static let fiveAnswers: [Said] = [
        .pong("pongme 1!"), .pong("pongme 2!"), .text("fragment1fragment2fragment3fragment4fragment5"),
    ]
}
