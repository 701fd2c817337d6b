/// Section 7: the closing handshake.
extension AutobahnCase {
    static let closing: [Self] = handshakes + reasons + validCodes + invalidCodes

    private static let handshakes: [Self] = [
        echo("7.1.1", [.frame(1, "Hello World!")], [.text("Hello World!")]),
        closes("7.1.2", 1000, [close(1000), .frame(8)]),
        closes("7.1.3", 1000, [close(1000), .frame(9)]),
        closes("7.1.4", 1000, [close(1000), .frame(1, "Hello World!")]),
        closes("7.1.5", 1000, [.frame(1, "fragment1", fin: false), close(1000), .frame(0, "fragment2")]),
        Self(
            id: "7.1.6",
            steps: [
                .frame(1, Array(repeatElement(Array("BAsd7&jh23".utf8), count: 26_214).joined())),
                .frame(1, "Hello World!"), close(1000), .frame(9),
            ], expected: [.close(1000)], mayLeaveOutEchoes: true),
    ]

    private static let reasons: [Self] = [
        closes("7.3.1", nil, [.frame(8)]),
        closes("7.3.2", 1002, [.frame(8, "a")]),
        closes("7.3.3", 1000, [close(1000)]),
        closes("7.3.4", 1000, [close(1000, Array("Hello World!".utf8))]),
        closes("7.3.5", 1000, [close(1000, Array(repeating: UInt8(ascii: "*"), count: 123))]),
        closes("7.3.6", 1002, [close(1000, Array(repeating: UInt8(ascii: "*"), count: 124))]),
        closes("7.5.1", 1007, [close(1000, brokenGreek)]),
    ]

    private static let validCodes: [Self] =
        [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999].enumerated().map { index, code in
            closes("7.7.\(index + 1)", Int(code), [close(code)])
        }

    /// The codes 5000 and 65535 of 7.13 are informational in the suite.
    private static let invalidCodes: [Self] =
        [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999].enumerated().map { index, code in
            closes("7.9.\(index + 1)", 1002, [close(code)])
        } + [closes("7.13.1", 1002, [close(5000)]), closes("7.13.2", 1002, [close(65_535)])]

    private static func close(_ code: UInt16, _ reason: [UInt8] = []) -> Step {
        .frame(8, [UInt8(code >> 8), UInt8(code & 0xFF)] + reason)
    }
}
