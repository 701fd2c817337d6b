/// Turns untrusted text into cells: the only way in which text reaches a screen.
///
/// Each cluster is split into cells of one spacing scalar and up to four zero-width marks, the rule under which rows line
/// up in every terminal; what could steer the terminal (control characters, bidi controls) becomes a visible mark.
package enum TextCells {
    /// Zero-width marks that one cell keeps.
    package static let marksPerCell = 4
    /// Columns between tab stops, counted from the start of the text.
    package static let tabStops = 4

    /// The cells of `text` in one row; a wide cell is followed by its right half, a line break is a visible mark.
    package static func cells(of text: some StringProtocol, style: Style = .plain) -> [Cell] {
        var cells: [Cell] = []
        for cluster in text {
            append(cluster, to: &cells, style: style)
        }
        return cells
    }

    /// The columns that `cells(of:)` takes.
    package static func columns(of text: some StringProtocol) -> Int {
        var columns = 0
        for cluster in text {
            columns += self.columns(of: cluster, at: columns)
        }
        return columns
    }

    /// The columns of one cluster; `column` counts from the start of the text and matters to a tab only.
    package static func columns(of cluster: Character, at column: Int = 0) -> Int {
        var reader = ClusterReader()
        var columns = 0
        for scalar in scalars(of: cluster) {
            switch reader.role(of: scalar) {
            case .dropped, .mark: break
            case .markAlone: columns += 1
            case .spacing(_, let width): columns += width
            case .tab: columns += tabWidth(at: column + columns)
            }
        }
        return columns
    }

    /// `text` when it fits in `columns`, else as much of it as fits before `ellipsis`, which is cut last.
    package static func truncated(_ text: some StringProtocol, to columns: Int, ellipsis: String = "..") -> String {
        guard self.columns(of: text) > columns else { return String(text) }
        let room = columns - self.columns(of: ellipsis)
        guard room >= 0 else { return truncated(ellipsis, to: columns, ellipsis: "") }
        var kept = ""
        var used = 0
        for cluster in text {
            let width = self.columns(of: cluster, at: used)
            if used + width > room { break }
            kept.append(cluster)
            used += width
        }
        return kept + ellipsis
    }

    static func append(_ cluster: Character, to cells: inout [Cell], style: Style) {
        var reader = ClusterReader()
        for scalar in scalars(of: cluster) {
            switch reader.role(of: scalar) {
            case .dropped:
                break
            case .mark:
                combine(scalar, with: &cells)
            case .markAlone:
                cells.append(Cell(base: "\u{25CC}", marks: [scalar], style: style, width: 1))
            case .spacing(let base, let width):
                cells.append(Cell(base: base, style: style, width: width))
                if width == 2 { cells.append(Cell(base: " ", style: style, width: 0)) }
            case .tab:
                let width = tabWidth(at: cells.count)
                cells.append(contentsOf: repeatElement(Cell(base: " ", style: style, width: 1), count: width))
            }
        }
    }

    /// Adds a mark to the newest cell, which exists: a mark without one is alone.
    private static func combine(_ mark: Unicode.Scalar, with cells: inout [Cell]) {
        let last = cells.count - 1
        let base = cells[last].width == 0 ? last - 1 : last
        if cells[base].marks.count < marksPerCell { cells[base].marks.append(mark) }
    }

    /// The scalars of a cluster, with the two of a DOS line break as one.
    private static func scalars(of cluster: Character) -> Character.UnicodeScalarView {
        cluster == "\r\n" ? Character("\n").unicodeScalars : cluster.unicodeScalars
    }

    private static func tabWidth(at column: Int) -> Int {
        tabStops - column % tabStops
    }
}
