/// Sections 9 and 10: large messages, many small ones, automatic fragmentation.
///
/// The sizes are the suite's. Of the cases that differ only in size each end is here, and the thousand messages of 9.7
/// and 9.8 are a hundred.
extension AutobahnCase {
    static let limits: [Self] = whole + fragmented + chopped + automatic

    private static let kib = 1 << 10
    private static let mib = 1 << 20

    private static let whole: [Self] = [(1, 64 * kib), (3, mib), (6, 16 * mib)].flatMap { index, size in
        [
            large("9.1.\(index)", 1, size) { .frame(1, $0) },
            large("9.2.\(index)", 2, size) { .frame(2, $0) },
        ]
    }

    private static let fragmented: [Self] = [(1, 64), (3, kib), (9, 4 * mib)].flatMap { index, fragment in
        [
            large("9.3.\(index)", 1, 4 * mib) { .message(1, $0, fragment: fragment) },
            large("9.4.\(index)", 2, 4 * mib) { .message(2, $0, fragment: fragment) },
        ]
    }

    private static let chopped: [Self] = [(1, 64), (6, 2048)].flatMap { index, chop in
        [
            large("9.5.\(index)", 1, mib) { .frame(1, $0, chop: chop) },
            large("9.6.\(index)", 2, mib) { .frame(2, $0, chop: chop) },
        ]
    }

    private static let automatic: [Self] =
        [0, 16, 64, 256, 1024, 4096].enumerated().flatMap { index, size in
            [many("9.7.\(index + 1)", 1, size), many("9.8.\(index + 1)", 2, size)]
        } + [large("10.1.1", 1, 65_536) { .message(1, $0, fragment: 1300) }]

    private static func large(_ id: String, _ opcode: UInt8, _ size: Int, _ step: ([UInt8]) -> Step) -> Self {
        let payload = Array(repeating: opcode == 1 ? UInt8(ascii: "*") : 0xFE, count: size)
        return echo(id, [step(payload)], [opcode == 1 ? .text(payload) : .binary(payload)])
    }

    /// One message after another, each sent when the last came back.
    private static func many(_ id: String, _ opcode: UInt8, _ size: Int) -> Self {
        let payload = Array(repeating: opcode == 1 ? UInt8(ascii: "*") : 0xFE, count: size)
        let answer: Said = opcode == 1 ? .text(payload) : .binary(payload)
        return echo(
            id, (1...100).flatMap { [.frame(opcode, payload), .hear($0)] }, Array(repeating: answer, count: 100))
    }
}
