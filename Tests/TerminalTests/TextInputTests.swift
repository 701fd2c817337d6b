import Terminal
import Testing

struct TextInputTests {
    @Test func movesAndDeletionsGoByCluster() {
        var input = TextInput("aक्षि👨‍👩‍👧‍👦")
        input.moveLeft()
        #expect(input.textBeforeCursor == "aक्षि")
        input.backspace()
        #expect(input.text == "a👨‍👩‍👧‍👦")
        input.deleteForward()
        #expect(input.text == "a")
    }

    @Test func aMarkTypedAfterALetterJoinsIt() {
        var input = TextInput("xe")
        input.insert("\u{301}")
        input.moveLeft()
        #expect(input.textBeforeCursor == "x")
    }

    @Test func theCursorIsNeverInsideAClusterThatFormedAroundIt() {
        var input = TextInput("a\u{301}")
        input.moveToStart()
        input.insert("e")
        #expect(input.textBeforeCursor == "e")
        input = TextInput("👨👩")
        input.moveLeft()
        input.insert("\u{200D}")
        #expect(input.textAfterCursor == "")
    }

    @Test func wordKeysKnowTheirWords() {
        var input = TextInput("see https://example.org now")
        input.moveWordLeft()
        #expect(input.textAfterCursor == "now")
        input.moveWordLeft()
        #expect(input.textAfterCursor == "org now")
        input.moveToEnd()
        input.moveWordLeft(.blankSeparated)
        input.killWordBack()
        #expect(input.text == "see now")
    }

    @Test func killsInARowAreYankedTogether() {
        var input = TextInput("one two three")
        input.killWordBack()
        input.killWordBack()
        #expect(input.text == "one ")
        input.moveToStart()
        input.yank()
        #expect(input.text == "two threeone ")
    }

    @Test func killingToTheEndTakesTheLineBreakNext() {
        var input = TextInput("ab\ncd")
        input.moveToStart()
        input.killToLineEnd()
        #expect(input.text == "\ncd")
        input.killToLineEnd()
        #expect(input.text == "cd")
        input.moveToEnd()
        input.killToLineStart()
        #expect(input.text == "")
    }

    @Test func undoTakesBackAWordOrAPaste() {
        var input = TextInput()
        for letter in "two words" { input.insert(String(letter)) }
        input.paste("!\r\n!")
        #expect(input.text == "two words!\n!")
        input.undo()
        #expect(input.text == "two words")
        input.undo()
        #expect(input.text == "two ")
        input.undo()
        #expect(input.text == "")
        input.undo()
        #expect(input.text == "")
    }

    @Test func clearingCanBeTakenBack() {
        var input = TextInput("draft")
        input.clear()
        #expect(input.isEmpty)
        input.undo()
        #expect(input.text == "draft")
    }

    @Test func aPasteLeavesControlCharactersOut() {
        var input = TextInput()
        input.paste("a\u{1B}[31mb\u{0}\tc\rd")
        #expect(input.text == "a[31mb\tc\nd")
    }

    @Test func theCursorHasAPlaceInTheBox() {
        var input = TextInput("abcd efgh")
        #expect(input.layout(width: 6).cursor == Point(row: 1, column: 4))
        input.moveToStart()
        #expect(input.layout(width: 6).cursor == Point(row: 0, column: 0))
        #expect(TextInput("abcde").layout(width: 6).cursor == Point(row: 0, column: 5))
        #expect(TextInput("a\n").layout(width: 6).cursor == Point(row: 1, column: 0))
        #expect(TextInput("你好").layout(width: 9).cursor == Point(row: 0, column: 4))
        #expect(TextInput("abc").layout(width: 1).cursor == Point(row: 2, column: 0))
    }

    @Test func verticalMovesKeepTheColumnAcrossRows() {
        var input = TextInput("abcdef\nxy\n123456")
        #expect(moveUp(&input, 20))
        #expect(input.layout(width: 20).cursor == Point(row: 1, column: 2))
        #expect(moveUp(&input, 20))
        #expect(input.layout(width: 20).cursor == Point(row: 0, column: 6))
        #expect(!moveUp(&input, 20))
        #expect(moveDown(&input, 20))
        #expect(moveDown(&input, 20))
        #expect(!moveDown(&input, 20))
    }

    @Test func verticalMovesFollowTheWrappedRows() {
        var input = TextInput("abcdefgh")
        #expect(moveUp(&input, 5))
        #expect(input.textBeforeCursor == "abc")
        #expect(input.layout(width: 5).cursor == Point(row: 0, column: 3))
    }

    @Test func anySequenceOfKeysKeepsTheTextAndTheCursorWhole() {
        for seed in 0..<60 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var input = TextInput(generator.text(upTo: 10))
            for _ in 0..<80 {
                let width = Int.random(in: 1...10, using: &generator)
                Self.press(&input, &generator, width: width)

                #expect(String.Index(input.cursor, within: input.text) != nil)
                #expect(String(input.textBeforeCursor) + input.textAfterCursor == input.text)
                let layout = input.layout(width: width)
                #expect(layout.lines.indices.contains(layout.cursor.row))
                #expect(0..<max(1, width) ~= layout.cursor.column)
            }
        }
    }

    @Test func walkingDownReachesTheEnd() {
        for seed in 100..<200 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var input = TextInput(generator.text(upTo: 20))
            let width = Int.random(in: 1...6, using: &generator)
            input.moveToStart()
            var steps = 0
            while input.moveDown(width: width), steps < 1000 { steps += 1 }
            #expect(steps < 1000, "\(input.text.debugDescription) in \(width)")
            while input.moveUp(width: width), steps < 2000 { steps += 1 }
            #expect(steps < 2000, "\(input.text.debugDescription) in \(width)")
        }
    }

    private func moveUp(_ input: inout TextInput, _ width: Int) -> Bool {
        input.moveUp(width: width)
    }

    private func moveDown(_ input: inout TextInput, _ width: Int) -> Bool {
        input.moveDown(width: width)
    }

    private static func press(_ input: inout TextInput, _ generator: inout SeededGenerator, width: Int) {
        switch Int.random(in: 0...17, using: &generator) {
        case 0: input.moveLeft()
        case 1: input.moveRight()
        case 2: input.backspace()
        case 3: input.deleteForward()
        case 4: input.moveWordLeft()
        case 5: input.moveWordRight(.blankSeparated)
        case 6: input.killWordBack()
        case 7: input.killToLineEnd()
        case 8: input.killToLineStart()
        case 9: input.yank()
        case 10: input.undo()
        case 11: _ = input.moveUp(width: width)
        case 12: _ = input.moveDown(width: width)
        case 13: input.moveToLineStart()
        case 14: input.moveToLineEnd()
        case 15: input.paste(generator.text(upTo: 4))
        default: input.insert(generator.text(upTo: 2))
        }
    }
}
