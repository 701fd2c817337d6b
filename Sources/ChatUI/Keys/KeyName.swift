package import Terminal

extension KeyEvent {
    /// The key of a name such as "Ctrl+J", "Alt+Enter", "F1" or "y"; nil when there is no such key.
    package init?(name: String) {
        var rest = Substring(name)
        var modifiers: Modifiers = []
        for (prefix, modifier) in Self.modifierNames {
            while rest.hasPrefix(prefix), rest.count > prefix.count {
                modifiers.insert(modifier)
                rest = rest.dropFirst(prefix.count)
            }
        }
        if let key = Self.keyNames.first(where: { $0.name == rest })?.key {
            self.init(key, modifiers)
        } else if rest.count > 1, rest.first == "F", let number = Int(rest.dropFirst()), 1...24 ~= number {
            self.init(.function(number), modifiers)
        } else if rest.unicodeScalars.count == 1, let scalar = rest.unicodeScalars.first {
            let isHeld = !modifiers.isEmpty && !modifiers.contains(.shift)
            let letter = isHeld ? scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar : scalar
            self.init(.scalar(letter), modifiers)
        } else {
            return nil
        }
    }

    /// The name that help shows and `init(name:)` reads.
    package var name: String {
        let prefix = Self.modifierNames.filter { modifiers.contains($0.modifier) }.map(\.prefix).joined()
        switch key {
        case .function(let number):
            return prefix + "F\(number)"
        case .scalar(let scalar):
            let isHeld = modifiers.contains(.control) || modifiers.contains(.alt)
            return prefix + (isHeld ? scalar.properties.uppercaseMapping : String(scalar))
        default:
            return prefix + (Self.keyNames.first { $0.key == key }?.name ?? "?")
        }
    }

    /// The name for narrow windows: "^J", "M-a", "Ret".
    package var shortName: String {
        switch (key, modifiers) {
        case (.scalar(let scalar), .control): "^" + scalar.properties.uppercaseMapping
        case (.enter, []): "Ret"
        default: name.replacingPrefix("Alt+", with: "M-")
        }
    }

    private static let modifierNames: [(prefix: String, modifier: Modifiers)] = [
        ("Ctrl+", .control), ("Alt+", .alt), ("Shift+", .shift),
    ]

    private static let keyNames: [(name: String, key: Key)] = [
        ("Enter", .enter), ("Tab", .tab), ("Esc", .escape), ("Backspace", .backspace), ("Delete", .delete),
        ("Insert", .insert), ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right), ("Home", .home),
        ("End", .end), ("PgUp", .pageUp), ("PgDn", .pageDown), ("Space", .scalar(" ")),
    ]
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with replacement: String) -> String {
        hasPrefix(prefix) ? replacement + dropFirst(prefix.count) : self
    }
}
