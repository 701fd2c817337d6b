package import Terminal

/// The help: made from the keys that really hold, filtered by what is typed.
package struct HelpState: Hashable, Sendable {
    package var query = TextInput()
    /// Index of the first visible row.
    package var top = 0

    package init() {}

    mutating func scroll(by rows: Int, lines: Int, height: Int) {
        top = max(0, min(top + rows, lines - height))
    }
}
