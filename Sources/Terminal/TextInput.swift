/// The value behind a text box: a text of many lines, a cursor, one kill buffer and undo.
///
/// Invariant: the cursor stands between two grapheme clusters. Everything that moves or deletes does so by cluster.
/// Positions that depend on the width are in `TextInput+Layout.swift`.
package struct TextInput: Hashable, Sendable {
    package private(set) var text: String
    /// The cursor, in bytes of UTF-8.
    var offset: Int
    /// The column that vertical moves try to keep; nil after any other action.
    var goalColumn: Int?

    private var killed = ""
    private var undoStack: [Snapshot] = []
    private var lastChange = Change.other

    /// Steps that `undo` can take back.
    private static let undoDepth = 100

    private struct Snapshot: Hashable {
        var text: String
        var offset: Int
    }

    /// What the previous action was: runs of typing are one undo step, runs of killing fill one kill buffer.
    private enum Change: Hashable {
        case typing
        case killing
        case other
    }

    /// The cursor stands at the end.
    package init(_ text: String = "") {
        self.text = text
        self.text.makeContiguousUTF8()
        offset = self.text.utf8.count
    }

    package var isEmpty: Bool { text.isEmpty }
    package var cursor: String.Index { text.utf8.index(text.startIndex, offsetBy: offset) }
    package var textBeforeCursor: Substring { text[..<cursor] }
    package var textAfterCursor: Substring { text[cursor...] }

    // MARK: Changing the text

    /// Puts in what was typed.
    package mutating func insert(_ typed: String) {
        let opensWord = typed.first?.isWhitespace == false && textBeforeCursor.last?.isWhitespace != false
        if lastChange != .typing || opensWord { remember() }
        replace(cursor..<cursor, with: typed)
        lastChange = .typing
    }

    /// Puts in what was pasted, as one undo step: line breaks become `\n`, other control characters but tabs are left out.
    package mutating func paste(_ pasted: String) {
        var clean = String.UnicodeScalarView()
        for cluster in pasted {
            if cluster.isNewline {
                clean.append("\n")
            } else {
                clean.append(contentsOf: cluster.unicodeScalars.filter { $0 == "\t" || !$0.isControl })
            }
        }
        change(cursor..<cursor, with: String(clean))
    }

    /// Puts another text in place of this one; `undo` brings the old one back.
    package mutating func replaceAll(with replacement: String) {
        change(text.startIndex..<text.endIndex, with: replacement)
    }

    /// Empties the box; `undo` brings the text back.
    package mutating func clear() {
        replaceAll(with: "")
    }

    package mutating func backspace() {
        guard let start = previous(before: cursor) else { return }
        change(start..<cursor, with: "")
    }

    package mutating func deleteForward() {
        guard cursor < text.endIndex else { return }
        change(cursor..<text.index(after: cursor), with: "")
    }

    // MARK: Killing and yanking

    /// Deletes back to the start of the word; the kill buffer keeps it.
    package mutating func killWordBack(_ kind: WordKind = .blankSeparated) {
        kill(wordStart(before: cursor, kind)..<cursor, goesBack: true)
    }

    package mutating func killWordForward(_ kind: WordKind = .alphanumeric) {
        kill(cursor..<wordEnd(after: cursor, kind), goesBack: false)
    }

    package mutating func killToLineStart() {
        kill(lineStart(of: cursor)..<cursor, goesBack: true)
    }

    /// Deletes to the end of the line, or the line break when the cursor is there.
    package mutating func killToLineEnd() {
        let end = lineEnd(of: cursor)
        let isAtEnd = end == cursor && end < text.endIndex
        kill(cursor..<(isAtEnd ? text.index(after: end) : end), goesBack: false)
    }

    /// Puts in what was killed last.
    package mutating func yank() {
        guard !killed.isEmpty else { return }
        change(cursor..<cursor, with: killed)
    }

    /// Takes back the latest change.
    package mutating func undo() {
        guard let snapshot = undoStack.popLast() else { return }
        text = snapshot.text
        offset = snapshot.offset
        moved()
    }

    private mutating func kill(_ range: Range<String.Index>, goesBack: Bool) {
        guard !range.isEmpty else { return }
        let piece = String(text[range])
        let kept = lastChange == .killing ? killed : ""
        change(range, with: "")
        killed = goesBack ? piece + kept : kept + piece
        lastChange = .killing
    }

    // MARK: Bookkeeping

    /// One undo step of its own.
    private mutating func change(_ range: Range<String.Index>, with replacement: String) {
        guard !range.isEmpty || !replacement.isEmpty else { return }
        remember()
        replace(range, with: replacement)
        lastChange = .other
    }

    private mutating func remember() {
        undoStack.append(Snapshot(text: text, offset: offset))
        if undoStack.count > Self.undoDepth { undoStack.removeFirst() }
    }

    private mutating func replace(_ range: Range<String.Index>, with replacement: String) {
        let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        text.replaceSubrange(range, with: replacement)
        text.makeContiguousUTF8()
        goalColumn = nil
        place(atUTF8: start + replacement.utf8.count)
    }

    /// Puts the cursor at `offset`, or after the cluster that joined around it.
    private mutating func place(atUTF8 offset: Int) {
        self.offset = offset
        while cursor < text.endIndex, String.Index(cursor, within: text) == nil {
            self.offset = text.utf8.distance(from: text.startIndex, to: text.unicodeScalars.index(after: cursor))
        }
    }

    /// Notes that the cursor was moved: typing from here on is another undo step.
    mutating func moved() {
        goalColumn = nil
        lastChange = .other
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { value < 0x20 || 0x7F...0x9F ~= value }
}
