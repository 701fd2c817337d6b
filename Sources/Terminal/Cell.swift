/// One column of the screen: a spacing scalar with its zero-width marks, or the right half of a wide one.
///
/// A cell is never a `Character`: terminals count scalars, not clusters. Source: docs/decisions on the cell buffer.
package struct Cell: Hashable, Sendable {
    /// The spacing scalar; a space for an empty cell.
    package var base: Unicode.Scalar
    /// Up to four zero-width scalars that combine with `base`.
    package var marks: [Unicode.Scalar]
    package var style: Style
    /// Columns that `base` takes: 1 or 2; 0 marks the right half of a wide cell to the left.
    package var width: Int

    package static let blank = Cell(base: " ", width: 1)

    package init(base: Unicode.Scalar, marks: [Unicode.Scalar] = [], style: Style = .plain, width: Int) {
        self.base = base
        self.marks = marks
        self.style = style
        self.width = width
    }
}
