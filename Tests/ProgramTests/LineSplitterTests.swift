import Testing

@testable import vartalap

@Suite struct LineSplitterTests {
    private func lines(_ blocks: [String], limit: Int = 100) -> [String] {
        var splitter = LineSplitter(limit: limit)
        var lines = blocks.flatMap { splitter.take(Array($0.utf8)) }
        if let last = splitter.finish() { lines.append(last) }
        #expect(lines.map(\.number) == lines.indices.map { $0 + 1 })
        return lines.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test func blocksMayCutAnywhere() {
        let text = "one\r\ntwo é\n\nfour"
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var splitter = LineSplitter(limit: 100)
            var lines = splitter.take(Array(bytes[..<cut])) + splitter.take(Array(bytes[cut...]))
            if let last = splitter.finish() { lines.append(last) }
            #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == ["one", "two é", "", "four"])
        }
    }

    @Test func theLastNewlineEndsALineAndBeginsNone() {
        #expect(lines(["a\n"]) == ["a"])
        #expect(lines(["a\n", "\n"]) == ["a", ""])
        #expect(lines([]).isEmpty)
    }

    @Test func aLineWithoutEndTakesNoMemory() {
        #expect(
            lines(Array(repeating: String(repeating: "x", count: 1000), count: 10) + ["\nb"], limit: 16).first?.count
                == 16)
    }
}
