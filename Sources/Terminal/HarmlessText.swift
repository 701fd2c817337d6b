extension TextCells {
    /// `text` as it may be printed, logged or put into a title: control characters and bidi controls are visible marks,
    /// and of a run of zero-width scalars no more than eight are kept. Line breaks stay when `keepingLines`.
    package static func harmless(_ text: String, keepingLines: Bool = false) -> String {
        var scalars = String.UnicodeScalarView()
        var zeroWidthRun = 0
        for scalar in text.unicodeScalars {
            if scalar == "\n", keepingLines {
                scalars.append(scalar)
                zeroWidthRun = 0
            } else if scalar == "\t" {
                scalars.append(keepingLines ? scalar : " ")
                zeroWidthRun = 0
            } else if let mark = VisibleMark.replacement(for: scalar) {
                scalars.append(mark)
                zeroWidthRun = 0
            } else if ScalarWidth.columns(of: scalar) == 0 {
                zeroWidthRun += 1
                if zeroWidthRun <= 8 { scalars.append(scalar) }
            } else {
                scalars.append(scalar)
                zeroWidthRun = 0
            }
        }
        return String(scalars)
    }
}
