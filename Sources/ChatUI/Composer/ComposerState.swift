package import ChatModel
package import Terminal

/// The box that the user types into, for the open chat.
package struct ComposerState: Hashable, Sendable {
    package var input = TextInput()
    /// The first visible row of a text that is taller than the box.
    package var top = 0
    /// Whether the chat's kept draft has come; before that nothing is saved over it.
    package var isDraftLoaded = false
    /// Texts at the start of the box that were handed over and are not yet known to be stored.
    package var inFlight: [String] = []
    /// What Ctrl+C took away, and when.
    package var cleared: Cleared?
    package var signal = TypingSignal()
    package var history = SentHistory()

    package struct Cleared: Hashable, Sendable {
        package var text: String
        package var time: Timestamp
    }

    /// A second Ctrl+C within this time brings the text back.
    static let unclearMilliseconds: Int64 = 2000
    /// A message takes no more; servers lose or refuse longer ones. Source: delivery page.
    package static let maximumBytes = 16_000
    /// More is not taken into the box, which is measured at every key.
    static let maximumPasteBytes = 64_000

    package init() {}

    /// What would be sent: the text without what is being sent already.
    package var unsent: String {
        let sent = inFlight.joined()
        guard !sent.isEmpty, input.text.utf8.starts(with: sent.utf8) else { return input.text }
        return String(Substring(input.text.utf8.dropFirst(sent.utf8.count)))
    }

    /// Rows that the text takes, counted no further than `limit`.
    func rows(width: Int, atMost limit: Int) -> Int {
        TextWrap.lines(of: input.text, width: width - 1, limit: max(1, limit)).count
    }

    /// Scrolls as little as needed for the cursor to be in a box of this size.
    mutating func keepCursorVisible(width: Int, rows: Int) {
        guard rows > 0, self.rows(width: width, atMost: rows + 1) > rows else {
            top = 0
            return
        }
        let layout = input.layout(width: width)
        top = min(max(top, layout.cursor.row - rows + 1), layout.cursor.row, layout.lines.count - rows)
    }

    /// The text is in the store: takes it out of the box, and nothing that was typed after it.
    mutating func confirm(_ text: String) {
        let wasFirst = inFlight.first == text && input.text.utf8.starts(with: text.utf8)
        if let index = inFlight.firstIndex(of: text) { inFlight.remove(at: index) }
        if wasFirst {
            input.replaceAll(with: String(Substring(input.text.utf8.dropFirst(text.utf8.count))))
        } else if input.text == text {
            input.clear()
        }
    }

    /// The text could not be stored: it is the user's again.
    mutating func takeBack(_ text: String) {
        if let index = inFlight.firstIndex(of: text) {
            inFlight.remove(at: index)
        } else if input.text != text {
            input.replaceAll(with: text + input.text)
        }
    }

    /// Puts the kept draft before what was typed until it came.
    mutating func takeDraft(_ draft: String) {
        isDraftLoaded = true
        guard !draft.isEmpty else { return }
        let typed = input.text
        input = TextInput(draft + typed)
    }

    /// Empties the box, or brings back what was emptied just now.
    ///
    /// - Returns: false when there is nothing to do either way.
    mutating func clearOrRestore(now: Timestamp) -> Bool {
        if !input.isEmpty {
            cleared = Cleared(text: input.text, time: now)
            input.clear()
            return true
        }
        guard let cleared, now.milliseconds(since: cleared.time) <= Self.unclearMilliseconds else { return false }
        input.replaceAll(with: cleared.text)
        self.cleared = nil
        return true
    }
}

/// Text of a chat that is not open any more, waiting for the chat's draft to be joined with it.
package struct StrayText: Hashable, Sendable {
    /// Goes before the draft: it was to be sent.
    package var before = ""
    /// Goes after the draft: it was typed before the draft had come.
    package var after = ""
}
