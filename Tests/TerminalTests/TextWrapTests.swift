import Terminal
import Testing

struct TextWrapTests {
    private func rows(_ text: String, _ width: Int) -> [String] {
        TextWrap.lines(of: text, width: width).map { String(text[$0.range]) }
    }

    @Test func aRowEndsAfterABlank() {
        #expect(rows("are the counters fixed", 8) == ["are the ", "counters ", "fixed"])
        #expect(TextWrap.lines(of: "are the counters fixed", width: 8).map(\.columns) == [7, 8, 5])
    }

    @Test func aLongWordIsBrokenAtTheCell() {
        #expect(rows("see abcdefghij", 4) == ["see ", "abcd", "efgh", "ij"])
    }

    @Test func theTextsOwnLineBreaksAreKept() {
        #expect(rows("a\n\nb\r\nc\n", 9) == ["a", "", "b", "c", ""])
        #expect(TextWrap.lines(of: "a b\nc", width: 2).map(\.isHardEnd) == [false, true, true])
    }

    @Test func anEmptyTextHasOneRow() {
        #expect(rows("", 5) == [""])
    }

    @Test func wideCharactersBreakAnywhereAndNeverOverTheEdge() {
        #expect(rows("你好你好", 5) == ["你好", "你好"])
        #expect(rows("ab你好", 3) == ["ab", "你", "好"])
    }

    @Test func aWideCharacterInOneColumnStandsAlone() {
        #expect(rows("你好a", 1) == ["你", "好", "a"])
    }

    @Test func aBlankBeforeALongWordDoesNotMakeAnEmptyRow() {
        #expect(rows(" abcd", 3) == [" ab", "cd"])
    }

    @Test func aSyllableWiderThanTheRowIsSplit() {
        #expect(rows("क" + String(repeating: "ि", count: 5), 2) == ["कि", "िि", "िि"])
    }

    @Test func textOfNoColumnsEndsInOneRow() {
        #expect(rows(String(repeating: "\u{200B}", count: 500), 3).count == 1)
    }

    @Test func aCallerCanGoOnWhereTheLimitStopped() throws {
        let text = "one two three four five"
        let first = TextWrap.lines(of: text, width: 5, limit: 2)
        let end = try #require(first.last).range.upperBound
        let rest = TextWrap.lines(of: text[end...], width: 5)

        #expect(first.count == 2)
        #expect(first + rest == TextWrap.lines(of: text, width: 5))
    }

    @Test func wrappingLosesNothingAndFits() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let text = generator.text(upTo: 30)
            let width = Int.random(in: 1...12, using: &generator)
            let lines = TextWrap.lines(of: text, width: width)
            var index = text.startIndex
            for line in lines {
                let gap = text[index..<line.range.lowerBound]
                #expect(gap.isEmpty || gap.count == 1 && gap.first?.isNewline == true)
                index = line.range.upperBound
                let inked = text[line.range].reversed().drop { $0 == " " || $0 == "\t" }.reversed()
                #expect(line.columns <= max(width, width == 1 ? 2 : width), "\(text.debugDescription) in \(width)")
                #expect(TextCells.columns(of: String(inked)) <= max(2, width), "\(text.debugDescription) in \(width)")
            }
            #expect(index == text.endIndex)
        }
    }
}
