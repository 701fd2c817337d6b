extension String {
    /// Text from a server or a peer, fit to stand in a sentence or a log line: on one line, without anything that a
    /// terminal would obey or that turns the direction of writing, and short. Source: architecture page, law 6.
    package func harmless(limit: Int = 200) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            guard result.count < limit else {
                result.append("…")
                break
            }
            result.append(scalar.isHarmless ? scalar : "\u{FFFD}")
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    /// Controls, and everything invisible: directions, joiners, tags, private use, line ends.
    fileprivate var isHarmless: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
