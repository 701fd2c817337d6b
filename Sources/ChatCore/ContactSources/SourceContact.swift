/// A person as a file names them, before the numbers are understood.
package struct SourceContact: Hashable, Sendable {
    /// A number as it was written, and the line it stands on, counted from 1.
    package struct Number: Hashable, Sendable {
        package var text: String
        package var line: Int

        package init(text: String, line: Int) {
            self.text = text
            self.line = line
        }
    }

    /// On one line and of bounded length; nil when the file names nobody.
    package var name: String?
    package var numbers: [Number]
    /// Where the card or row begins, counted from 1.
    package var line: Int

    package init(name: String?, numbers: [Number], line: Int) {
        self.name = name
        self.numbers = numbers
        self.line = line
    }

    /// Characters; no name that a person would recognise is longer.
    static let longestName = 200

    /// `text` as a name: white space and control characters collapsed into single spaces, cut to `longestName`.
    static func name(_ text: String) -> String? {
        // One character may be a million combining marks.
        let words = text.unicodeScalars.prefix(4 * longestName).split { scalar in
            scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
        }
        let name = String(words.map { String(Substring($0)) }.joined(separator: " ").prefix(longestName))
        return name.isEmpty ? nil : name
    }
}

/// What a source holds, in the order of the file.
package enum SourceItem: Hashable, Sendable {
    case contact(SourceContact)
    case problem(ContactProblem.Reason, line: Int, name: String?)
}
