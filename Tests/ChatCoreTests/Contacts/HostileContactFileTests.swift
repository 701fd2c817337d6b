import ChatCore
import ChatModel
import ChatTestSupport
import Foundation
import Testing

/// Files that nobody meant as an address book, and ones that were made to hurt. One at a time: each keeps a core busy.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct HostileContactFileTests {
    private static let pieces = [
        "BEGIN:VCARD", "END:VCARD", "begin:vcard", "FN", "N", "TEL", ":", ";", ",", "\"", "\"\"", "=", "=\n", "=\r\n",
        "\n", "\r", "\r\n", "\n ", "\r\n\t", "\\", "\\n", "ENCODING=QUOTED-PRINTABLE:", ";CHARSET=shift_jis",
        ";CHARSET=utf-16", "=E0=A4", "\u{FEFF}", "\u{0}", "é", "\u{301}", "नमस्ते", "👨‍👩‍👧", "+919810000001", "tel:", "Phone",
        "Name,Phone\n", "Phone 1 - Value", " ::: ", "\t", "item1.", "AGENT:",
    ]

    @Test(arguments: 0..<8) func randomInputIsReadToItsEnd(seed: Int) {
        var generator = Seeded(state: UInt64(seed) + 1)
        for _ in 0..<250 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...60, using: &generator) {
                if Int.random(in: 0..<6, using: &generator) == 0 {
                    bytes.append(UInt8.random(in: .min ... .max, using: &generator))
                } else {
                    bytes += Array((Self.pieces.randomElement(using: &generator) ?? "").utf8)
                }
            }
            if Int.random(in: 0..<20, using: &generator) == 0 { bytes = [0xFF, 0xFE] + bytes }
            var lines: [Int] = []
            let note = { (item: SourceItem) in
                switch item {
                case .contact(let contact): lines += [contact.line] + contact.numbers.map(\.line)
                case .problem(_, let line, _): lines.append(line)
                }
            }
            VCardReader.read(bytes, note)
            CSVReader.read(bytes, note)
            #expect(lines.allSatisfy { (1...(bytes.count + 1)).contains($0) }, "\(bytes)")
        }
    }

    /// Shapes on which a careless reader takes time that grows with the square of the size.
    @Test(arguments: [
        "=\n", "\n ", ";", ":", "\"", "\\", "BEGIN:VCARD\n", "TEL:\n", "FN;QUOTED-PRINTABLE:=\n", "Phone,", ",\n", "\r",
        "BEGIN:VCARD\nTEL:", "Phone\n", "\u{301}",
    ]) func repetitionCostsNoMoreThanItsLength(piece: String) {
        let bytes = Array(String(repeating: piece, count: 100_000 / piece.utf8.count).utf8)
        let head = Array("BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:".utf8)
        var count = 0
        VCardReader.read(bytes) { _ in count += 1 }
        VCardReader.read(head + bytes) { _ in count += 1 }
        CSVReader.read(Array("Phone,Name\n".utf8) + bytes) { _ in count += 1 }
        #expect(count > 0)
    }

    @Test(arguments: ["vcf", "csv"]) func aHundredThousandEntriesAreRead(kind: String) throws {
        let files = try TemporaryDirectory()
        let path = files.file("book.\(kind)")
        var text = kind == "csv" ? "Name,Phone\r\n" : ""
        for number in 0..<100_000 {
            text +=
                kind == "csv"
                ? "Person \(number),+91 98\(10_000_000 + number)\r\n"
                : "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Person \(number)\r\nTEL:+91 98\(10_000_000 + number)\r\nEND:VCARD\r\n"
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))

        let book = ContactBook.read(path, region: "IN", own: StoreSamples.own)

        #expect(book.people.count == 100_000)
        #expect(book.people.last == Contact(user: UserID("+919810099999"), name: "Person 99999"))
        #expect(book.problems.isEmpty)
    }
}

/// Random numbers that are the same in every run (SplitMix64).
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
