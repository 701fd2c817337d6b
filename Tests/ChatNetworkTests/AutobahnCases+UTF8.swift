/// Section 6: text is UTF-8, whole, and refused at the first byte that makes it something else.
extension AutobahnCase {
    static let utf8: [Self] = messages + failFast + sequences

    /// κόσμε
    private static let greek: [UInt8] = [0xCE, 0xBA, 0xE1, 0xBD, 0xB9, 0xCF, 0x83, 0xCE, 0xBC, 0xCE, 0xB5]
    private static let edited = Array("edited".utf8)
    /// Greek, then a surrogate, then Latin.
    static let brokenGreek = greek + [0xED, 0xA0, 0x80] + edited

    private static let german = "Hello-µ@ßöäüàá-UTF-8!!"

    private static let messages: [Self] = [
        echo("6.1.1", [.frame(1)], [.text("")]),
        echo("6.1.2", [.frame(1, fin: false), .frame(0, fin: false), .frame(0)], [.text("")]),
        echo(
            "6.1.3", [.frame(1, fin: false), .frame(0, "middle frame payload", fin: false), .frame(0)],
            [.text("middle frame payload")]),
        echo("6.2.1", [.frame(1, german)], [.text(german)]),
        echo("6.2.2", [.frame(1, "Hello-µ@ßöä", fin: false), .frame(0, "üàá-UTF-8!!")], [.text(german)]),
        echo("6.2.3", [.message(1, Array(german.utf8), fragment: 1)], [.text(german)]),
        echo("6.2.4", [.message(1, greek, fragment: 1)], [.text(greek)]),
        fails("6.3.1", 1007, [.frame(1, brokenGreek)]),
        fails("6.3.2", 1007, [.message(1, brokenGreek, fragment: 1)]),
    ]

    /// The suite sends the rest when nothing happened within a second; here there is no rest, so that only a client that
    /// fails at once gets on. A ping shows that what comes before is accepted where one may stand.
    private static let failFast: [Self] = [
        fails(
            "6.4.1", 1007,
            [.frame(1, greek, fin: false), .frame(9), .hear(1), .frame(0, aboveTheLast, fin: false)],
            after: [.pong("")]),
        fails(
            "6.4.2", 1007,
            [.frame(1, greek + [0xF4], fin: false), .frame(9), .hear(1), .frame(0, [0x90], fin: false)],
            after: [.pong("")]),
        fails("6.4.3", 1007, [unfinished(greek), .bytes(aboveTheLast, chop: nil)]),
        fails("6.4.4", 1007, [unfinished(greek + [0xF4]), .bytes([0x90], chop: nil)]),
    ]

    /// U+110000 in the manner of UTF-8.
    private static let aboveTheLast: [UInt8] = [0xF4, 0x90, 0x80, 0x80]

    /// The head of a frame of 21 bytes and the first of them.
    private static func unfinished(_ start: [UInt8]) -> Step {
        .bytes([0x81, 21] + start, chop: nil)
    }

    private static let sequences: [Self] = groups.enumerated().flatMap { group, sequences in
        sequences.enumerated().map { index, bytes in
            let id = "6.\(group + 5).\(index + 1)"
            let isText = String(validating: bytes, as: UTF8.self) != nil
            return isText ? echo(id, [.frame(1, bytes)], [.text(bytes)]) : fails(id, 1007, [.frame(1, bytes)])
        }
    }

    /// Markus Kuhn's UTF-8 decoder test, as the suite numbers it, from 6.5 on.
    private static let groups: [[[UInt8]]] = [
        [
            hello([0x24]), hello([0xC2, 0xA2]), hello([0xE2, 0x82, 0xAC]), hello([0xF0, 0xA4, 0xAD, 0xA2]), greek,
        ],
        (1...greek.count).map { Array(greek.prefix($0)) },
        [[0x00], [0xC2, 0x80], [0xE0, 0xA0, 0x80], [0xF0, 0x90, 0x80, 0x80]],
        [[0xF8, 0x88, 0x80, 0x80, 0x80], [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80]],
        [[0x7F], [0xDF, 0xBF], [0xEF, 0xBF, 0xBF], [0xF4, 0x8F, 0xBF, 0xBF]],
        [[0xF7, 0xBF, 0xBF, 0xBF], [0xFB, 0xBF, 0xBF, 0xBF, 0xBF], [0xFD, 0xBF, 0xBF, 0xBF, 0xBF, 0xBF]],
        [[0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBD], [0xF4, 0x8F, 0xBF, 0xBF], aboveTheLast],
        [[0x80], [0xBF]] + (2...6).map { length in (0..<length).map { $0 % 2 == 0 ? 0x80 : 0xBF } }
            + [Array(0x80..<0xBF)],
        [(0xC0, 0xDF), (0xE0, 0xEF), (0xF0, 0xF7), (0xF8, 0xFB), (0xFC, 0xFD)].map { (first: UInt8, end: UInt8) in
            (first..<end).flatMap { [$0, 0x20] }
        },
        lonelyStarts, [Array(lonelyStarts.joined())],
        [[0xFE], [0xFF], [0xFE, 0xFE, 0xFF, 0xFF]],
        overlong([0xC0, 0xAF], [0x80, 0xAF]),
        [
            [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF8, 0x87, 0xBF, 0xBF, 0xBF],
            [0xFC, 0x83, 0xBF, 0xBF, 0xBF, 0xBF],
        ],
        overlong([0xC0, 0x80], [0x80, 0x80]),
        surrogates.map { [0xED] + $0 },
        [[0xA0, 0x80], [0xAD, 0xBF], [0xAE, 0x80]].flatMap { high in
            [[0xB0, 0x80], [0xBF, 0xBF]].map { [0xED] + high + [0xED] + $0 }
        },
        [[0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF]] + nonCharacters,
        (0xB9...0xBF).map { [0xEF, 0xBF, $0] },
    ]

    private static func hello(_ bytes: [UInt8]) -> [UInt8] { Array("hello".utf8) + bytes + Array("world".utf8) }

    private static let lonelyStarts: [[UInt8]] = [
        [0xC0], [0xE0, 0x80], [0xF0, 0x80, 0x80], [0xF8, 0x80, 0x80, 0x80], [0xFC, 0x80, 0x80, 0x80, 0x80], [0xDF],
        [0xEF, 0xBF], [0xF7, 0xBF, 0xBF], [0xFB, 0xBF, 0xBF, 0xBF], [0xFD, 0xBF, 0xBF, 0xBF, 0xBF],
    ]

    /// One scalar in two to six bytes.
    private static func overlong(_ two: [UInt8], _ end: [UInt8]) -> [[UInt8]] {
        [two]
            + [0xE0, 0xF0, 0xF8, 0xFC].enumerated().map { more, first in
                [first] + Array(repeating: 0x80, count: more) + end
            }
    }

    private static let surrogates: [[UInt8]] = [
        [0xA0, 0x80], [0xAD, 0xBF], [0xAE, 0x80], [0xAF, 0xBF], [0xB0, 0x80], [0xBE, 0x80], [0xBF, 0xBF],
    ]

    /// The last two scalars of every plane but the first, which are valid UTF-8.
    private static let nonCharacters: [[UInt8]] = (1...16).flatMap { plane in
        [0xFFFE, 0xFFFF].compactMap { Unicode.Scalar(UInt32(plane << 16 | $0)).map { Array(String($0).utf8) } }
    }
}
