import Terminal
import Testing

struct TextCellsTests {
    /// The table of columns that every row was seen to line up with.
    @Test(arguments: [
        ("你好", 4), ("👍🏽", 2), ("👨‍👩‍👧‍👦", 2), ("❤️", 1), ("नमस्ते", 4), ("क्षि", 3), ("hello", 5), ("é", 1), ("e\u{301}", 1),
        ("🇮🇳", 2), ("한국", 4), ("ｗｉｄｅ", 8), ("🏳️‍🌈", 1), ("❤️‍🔥", 1), ("1️⃣", 1), ("☎️", 1), ("🙂", 2), ("─│┌", 3), ("", 0),
    ])
    func textTakesTheColumnsThatTerminalsGiveIt(text: String, columns: Int) {
        #expect(TextCells.columns(of: text) == columns)
        #expect(TextCells.cells(of: text).count == columns)
    }

    @Test func aCellIsASpacingScalarWithItsMarks() {
        let cells = TextCells.cells(of: "नमस्ते")

        #expect(cells.map(\.base) == ["न", "म", "स", "त"])
        #expect(cells.map(\.marks) == [[], [], ["\u{94D}"], ["\u{947}"]])
        #expect(cells.map(\.width) == [1, 1, 1, 1])
    }

    @Test func ofAnEmojiSequenceTheFirstIsKept() {
        #expect(TextCells.cells(of: "👨‍👩‍👧‍👦!").map(\.base) == ["👨", " ", "!"])
        #expect(TextCells.cells(of: "👍🏽").map(\.base) == ["👍", " "])
        #expect(TextCells.cells(of: "❤️").map(\.marks) == [[]])
    }

    @Test func aSkinToneAloneIsShown() {
        #expect(TextCells.cells(of: "🏽").map(\.base) == ["🏽", " "])
    }

    @Test func aWideCellIsFollowedByItsRightHalf() {
        #expect(TextCells.cells(of: "你a").map(\.width) == [2, 0, 1])
    }

    @Test(arguments: (0x00...0x1F).filter { $0 != 9 } + Array(0x7F...0x9F))
    func aControlCharacterBecomesAVisibleMark(value: UInt32) throws {
        let control = try #require(Unicode.Scalar(value))
        let cells = TextCells.cells(of: "a" + String(Character(control)) + "b")

        #expect(cells.count == 3)
        #expect(cells[1].base.value >= 0x2400)
        #expect(cells[1].width == 1)
    }

    @Test(arguments: [0x61C, 0x200E, 0x200F] + Array(0x202A...0x202E) + Array(0x2066...0x2069) + [0x2028, 0x2029])
    func aBidiControlBecomesAVisibleMark(value: UInt32) throws {
        let control = try #require(Unicode.Scalar(value))

        #expect(TextCells.cells(of: "a" + String(Character(control)) + "b").map(\.base) == ["a", "\u{FFFD}", "b"])
    }

    @Test(arguments: [
        "\u{1B}[31mred\u{1B}[0m", "\u{1B}]52;c;aGk=\u{7}",
        "\u{1B}]8;;https://example.org\u{1B}\\link\u{1B}]8;;\u{1B}\\",
        "\u{1B}]0;title", "\u{9B}2J", "\u{90}q\u{9C}", "\u{1B}P+q544e\u{1B}\\", "\u{0}\u{8}\u{C}\u{E}",
    ])
    func anEscapeSequenceLosesItsPower(text: String) {
        for cell in TextCells.cells(of: text) {
            for scalar in [cell.base] + cell.marks {
                #expect(scalar.value >= 0x20 && !(0x7F...0x9F ~= scalar.value))
            }
        }
        #expect(!TextCells.harmless(text).unicodeScalars.contains { $0.value < 0x20 || 0x7F...0x9F ~= $0.value })
    }

    @Test func aThousandMarksAreCutToFour() {
        let cells = TextCells.cells(of: "z" + String(repeating: "\u{301}", count: 1000) + "!")

        #expect(cells.count == 2)
        #expect(cells[0].marks.count == TextCells.marksPerCell)
    }

    @Test func aTextOfNoColumnsIsLegal() {
        let invisible = "\u{200B}\u{2060}\u{FEFF}\u{200D}\u{AD}\u{3164}"

        #expect(TextCells.columns(of: invisible) == 0)
        #expect(TextCells.cells(of: invisible).isEmpty)
        #expect(TextCells.truncated(invisible, to: 0) == invisible)
    }

    @Test func marksWithoutALetterStandOnADottedCircle() {
        #expect(TextCells.cells(of: "\u{301}\u{302}").map(\.base) == ["\u{25CC}"])
    }

    @Test func aTabReachesTheNextStop() {
        #expect(TextCells.columns(of: "\ta") == 5)
        #expect(TextCells.columns(of: "abc\ta") == 5)
        #expect(TextCells.cells(of: "ab\t").map(\.base) == ["a", "b", " ", " "])
    }

    @Test func aLineBreakInOneRowIsOneMark() {
        #expect(TextCells.cells(of: "a\r\nb\nc").map(\.base) == ["a", "␊", "b", "␊", "c"])
    }

    @Test func whatIsTooLongEndsInTwoDots() {
        #expect(TextCells.truncated("reconnect", to: 9) == "reconnect")
        #expect(TextCells.truncated("reconnect", to: 8) == "reconn..")
        #expect(TextCells.truncated("你好你好", to: 5) == "你..")
        #expect(TextCells.truncated("abc", to: 2) == "..")
        #expect(TextCells.truncated("abc", to: 1) == ".")
        #expect(TextCells.truncated("abc", to: 0) == "")
    }

    @Test func harmlessTextKeepsWhatIsNotHarmful() {
        #expect(TextCells.harmless("नमस्ते 👨‍👩‍👧‍👦 é") == "नमस्ते 👨‍👩‍👧‍👦 é")
        #expect(TextCells.harmless("a\nb\tc") == "a␊b c")
        #expect(TextCells.harmless("a\nb\tc", keepingLines: true) == "a\nb\tc")
        #expect(TextCells.harmless("a" + String(repeating: "\u{301}", count: 1000)).unicodeScalars.count == 9)
    }

    @Test func columnsAndCellsAgreeOnAnyText() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            let text = generator.text(upTo: 20)
            let cells = TextCells.cells(of: text)

            #expect(cells.count == TextCells.columns(of: text), "\(text.debugDescription)")
            #expect(TextCells.columns(of: TextCells.truncated(text, to: 7)) <= 7, "\(text.debugDescription)")
        }
    }
}
