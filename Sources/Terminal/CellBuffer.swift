/// A screenful of cells as a value: what `draw` writes, what tests read, what a screen copies.
///
/// Invariant: a wide cell is always followed by its right half on the same row and with the same style; writing over
/// either half blanks the other. Places outside read as blank, and writing there does nothing: a view may be drawn into a
/// window of any size.
package struct CellBuffer: Hashable, Sendable {
    package let size: Size
    private var cells: [Cell]

    package init(size: Size) {
        self.size = size
        cells = Array(repeating: .blank, count: size.rows * size.columns)
    }

    package var bounds: Rect { Rect(row: 0, column: 0, rows: size.rows, columns: size.columns) }

    /// Setting a wide cell sets its right half too; one that has no room for it, and a right half alone, become blank.
    package subscript(row: Int, column: Int) -> Cell {
        get { bounds.contains(row: row, column: column) ? cells[row * size.columns + column] : .blank }
        set {
            guard bounds.contains(row: row, column: column) else { return }
            let isWide = newValue.width == 2
            guard newValue.width == 1 || isWide && column + 1 < size.columns else {
                self[row, column] = Cell(base: " ", style: newValue.style, width: 1)
                return
            }
            let index = row * size.columns + column
            splitWideCell(at: index)
            cells[index] = newValue
            if isWide {
                splitWideCell(at: index + 1)
                cells[index + 1] = Cell(base: " ", style: newValue.style, width: 0)
            }
        }
    }

    /// Each row as text, trailing blanks included: what a snapshot compares.
    package var lines: [String] {
        (0..<size.rows).map { row in
            var scalars = String.UnicodeScalarView()
            for column in 0..<size.columns where cells[row * size.columns + column].width > 0 {
                let cell = cells[row * size.columns + column]
                scalars.append(cell.base)
                scalars.append(contentsOf: cell.marks)
            }
            return String(scalars)
        }
    }

    /// Before the cell at `index` is replaced: blanks the other half, if it is half of a wide one.
    private mutating func splitWideCell(at index: Int) {
        switch cells[index].width {
        case 2: cells[index + 1] = Cell(base: " ", style: cells[index].style, width: 1)
        case 0: cells[index - 1] = Cell(base: " ", style: cells[index].style, width: 1)
        default: break
        }
    }

    /// Fills `rect` with blanks in `style`, or with another narrow scalar.
    package mutating func fill(_ rect: Rect, with base: Unicode.Scalar = " ", style: Style = .plain) {
        let cell = Cell(base: base, style: style, width: 1)
        let rect = rect.intersection(bounds)
        for row in rect.row..<rect.endRow {
            for column in rect.column..<rect.endColumn {
                self[row, column] = cell
            }
        }
    }

    /// Changes the style of every cell in `rect`, for a selection drawn over what is there.
    package mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
        let rect = rect.intersection(bounds)
        for row in rect.row..<rect.endRow {
            for column in rect.column..<rect.endColumn {
                let index = row * size.columns + column
                change(&cells[index].style)
            }
            matchHalves(row: row, column: rect.column - 1)
            matchHalves(row: row, column: rect.endColumn - 1)
        }
    }

    /// Gives a right half the style of its left one, where a rectangle cut between them.
    private mutating func matchHalves(row: Int, column: Int) {
        guard self[row, column].width == 2 else { return }
        let index = row * size.columns + column
        cells[index + 1].style = cells[index].style
    }

    /// Writes `text`, made harmless, in one row from `point` on and cut at the edges of `clip` (the whole buffer when
    /// nil); a wide cell that an edge cuts is blank.
    ///
    /// - Returns: the column after the text, at most the end of `clip`.
    @discardableResult
    package mutating func write(
        _ text: some StringProtocol, at point: Point, in clip: Rect? = nil, style: Style = .plain
    ) -> Int {
        let clip = (clip ?? bounds).intersection(bounds)
        let isInside = clip.row..<clip.endRow ~= point.row
        var pending: [Cell] = []
        var column = point.column
        for cluster in text {
            guard column < clip.endColumn else { break }
            let start = pending.count
            TextCells.append(cluster, to: &pending, style: style)
            for cell in pending[start...] {
                if isInside { put(cell, row: point.row, column: column, in: clip) }
                column += 1
            }
        }
        return max(point.column, min(column, clip.endColumn))
    }

    /// Sets one cell of a text, halves of wide ones included, unless it lies outside `clip`.
    private mutating func put(_ cell: Cell, row: Int, column: Int, in clip: Rect) {
        guard clip.column..<clip.endColumn ~= column else { return }
        switch cell.width {
        case 0 where column == clip.column, 2 where column + 1 == clip.endColumn:
            self[row, column] = Cell(base: " ", style: cell.style, width: 1)
        case 0:
            break
        default:
            self[row, column] = cell
        }
    }
}
