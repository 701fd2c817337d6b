import Terminal
import Testing

struct CellBufferTests {
    @Test func textIsCutAtTheEdgesOfItsRectangle() {
        var buffer = CellBuffer(size: Size(columns: 8, rows: 2))
        let clip = Rect(row: 0, column: 2, rows: 1, columns: 3)

        let inside = buffer.write("abcdef", at: Point(row: 0, column: 2), in: clip)
        #expect(inside == 5)
        let outside = buffer.write("xyz", at: Point(row: 1, column: 0), in: clip)
        #expect(outside == 3)
        #expect(buffer.lines == ["  abc   ", "        "])
    }

    @Test func textMayBeginLeftOfItsRectangle() {
        var buffer = CellBuffer(size: Size(columns: 5, rows: 1))

        let end = buffer.write("a你bc", at: Point(row: 0, column: -2))
        #expect(end == 3)
        #expect(buffer.lines == [" bc  "])
    }

    @Test func aWideCellWithoutRoomIsBlank() {
        var buffer = CellBuffer(size: Size(columns: 3, rows: 1))

        buffer.write("a你好", at: Point(row: 0, column: 0))
        #expect(buffer.lines == ["a你"])

        buffer.write("你好", at: Point(row: 0, column: 0))
        #expect(buffer.lines == ["你 "])
    }

    @Test func writingOverOneHalfBlanksTheOther() {
        var buffer = CellBuffer(size: Size(columns: 4, rows: 1))
        buffer.write("你好", at: Point(row: 0, column: 0))

        buffer.write("x", at: Point(row: 0, column: 1))
        #expect(buffer.lines == [" x好"])

        buffer.write("y", at: Point(row: 0, column: 2))
        #expect(buffer.lines == [" xy "])
    }

    @Test func placesOutsideReadAsBlankAndTakeNothing() {
        var buffer = CellBuffer(size: Size(columns: 2, rows: 1))
        buffer[5, 5] = Cell(base: "x", width: 1)
        buffer[-1, 0] = Cell(base: "x", width: 1)
        buffer.write("hello", at: Point(row: 3, column: 0))
        buffer.fill(Rect(row: -3, column: -3, rows: 2, columns: 2), with: "x")

        #expect(buffer[9, 9] == .blank)
        #expect(buffer.lines == ["  "])
    }

    @Test func theReturnedColumnIsWhereTheNextTextGoes() {
        var buffer = CellBuffer(size: Size(columns: 10, rows: 1))
        let next = buffer.write("न你", at: Point(row: 0, column: 0))
        buffer.write("!", at: Point(row: 0, column: next))

        #expect(next == 3)
        #expect(buffer.lines == ["न你!      "])
    }

    @Test func restylingKeepsTheTextAndBothHalvesAlike() {
        var buffer = CellBuffer(size: Size(columns: 4, rows: 1))
        buffer.write("a你b", at: Point(row: 0, column: 0))

        buffer.restyle(Rect(row: 0, column: 0, rows: 1, columns: 2)) { $0.attributes.insert(.reverse) }

        #expect(buffer.lines == ["a你b"])
        #expect((0..<4).map { buffer[0, $0].style.attributes.contains(.reverse) } == [true, true, true, false])
    }

    @Test func everyWideCellHasItsRightHalfWhateverIsDone() {
        var generator = SeededGenerator(seed: 2)
        var buffer = CellBuffer(size: Size(columns: 9, rows: 3))
        for _ in 0..<3000 {
            let style = Style(attributes: Bool.random(using: &generator) ? .bold : [])
            let rect = Rect(
                row: .random(in: -1...3, using: &generator), column: .random(in: -2...9, using: &generator),
                rows: .random(in: 0...3, using: &generator), columns: .random(in: 0...9, using: &generator))
            switch Int.random(in: 0...5, using: &generator) {
            case 0: buffer.fill(rect, style: style)
            case 1: buffer.restyle(rect) { $0 = style }
            case 2:
                buffer[rect.row, rect.column] = Cell(base: "你", style: style, width: 2)
            default:
                buffer.write(
                    generator.text(upTo: 5), at: Point(row: rect.row, column: rect.column), in: rect, style: style)
            }
            expectInvariant(buffer)
        }
    }

    private func expectInvariant(_ buffer: CellBuffer) {
        for row in 0..<buffer.size.rows {
            for column in 0..<buffer.size.columns {
                let cell = buffer[row, column]
                if cell.width == 2 {
                    #expect(buffer[row, column + 1].width == 0)
                    #expect(buffer[row, column + 1].style == cell.style)
                    #expect(column + 1 < buffer.size.columns)
                } else if cell.width == 0 {
                    #expect(buffer[row, column - 1].width == 2)
                }
            }
            #expect((0..<buffer.size.columns).reduce(0) { $0 + buffer[row, $1].width } == buffer.size.columns)
        }
    }
}
