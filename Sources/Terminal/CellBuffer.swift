/// A screenful of cells as a value: what `draw` writes, what tests read, what a screen copies.
///
/// Invariant: a wide cell is always followed by its right half on the same row; writing over either half blanks the
/// other.
package struct CellBuffer: Hashable, Sendable {
    package let size: Size
    private var cells: [Cell]

    package init(size: Size) {
        self.size = size
        cells = Array(repeating: .blank, count: size.rows * size.columns)
    }

    package var bounds: Rect { Rect(row: 0, column: 0, rows: size.rows, columns: size.columns) }

    package subscript(row: Int, column: Int) -> Cell {
        cells[row * size.columns + column]
    }
}
