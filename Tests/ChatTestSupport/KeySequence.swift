package import ChatUI
package import Terminal

/// Keys written as they are read: `hello<Enter>`, `<Ctrl+K>asha`, `<Alt+2>`; `<lt>` is the sign itself.
package struct KeySequence {
    package let keys: [KeyEvent]

    /// A name in angle brackets that is no key's is a mistake of the test: it is typed as it stands.
    package init(_ text: String) {
        var keys: [KeyEvent] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first == "<", let end = rest.firstIndex(of: ">"), let key = Self.key(rest[..<end].dropFirst()) {
                keys.append(key)
                rest = rest[rest.index(after: end)...]
            } else {
                keys += first.unicodeScalars.map { KeyEvent(.scalar($0)) }
                rest = rest.dropFirst()
            }
        }
        self.keys = keys
    }

    /// One event for each key.
    package var events: [AppEvent] { keys.map { .terminal(.key($0)) } }

    private static func key(_ name: Substring) -> KeyEvent? {
        name == "lt" ? KeyEvent(.scalar("<")) : KeyEvent(name: String(name))
    }
}
