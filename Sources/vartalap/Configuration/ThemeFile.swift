import Terminal

/// Reads a theme file: a style for each role, which may inherit another theme's.
///
/// A role's style is words, `"bold cyan on 236"`, or a table, `{ fg = "cyan", bg = 236, attributes = ["bold"] }`. A colour
/// is a name of the terminal's sixteen, `default`, a number from 0 to 255, `#rrggbb`, or a name of the file's `[palette]`.
nonisolated struct ThemeFile: Sendable {
    /// The theme that styles what this file does not; nil for none.
    var inherits: String?
    var styles: [String: Style]

    /// - Parameter roles: every role there is; an unknown one is a mistake.
    init(_ document: TOMLDocument, roles: [String]) throws(SourceMistake) {
        var reader = ThemeReader(document: document, roles: roles)
        try reader.read()
        inherits = reader.inherits
        styles = reader.styles
    }
}

/// Walks through a theme file's tables.
nonisolated private struct ThemeReader {
    let document: TOMLDocument
    let roles: [String]
    var inherits: String?
    var styles: [String: Style] = [:]
    private var colors = ColorNames()

    private static let styleKeys: Set<String> = ["fg", "bg", "attributes"]

    init(document: TOMLDocument, roles: [String]) {
        self.document = document
        self.roles = roles
    }

    mutating func read() throws(SourceMistake) {
        try readPalette()
        for (key, value) in sorted(document.root, at: []) where key != "palette" {
            if key == "inherits" {
                guard case .string(let name) = value else {
                    throw document.mistake(at: [key], "“inherits” must be a theme's name, not \(value.typeName)")
                }
                inherits = name
            } else {
                try readRole([key], value)
            }
        }
    }

    private mutating func readPalette() throws(SourceMistake) {
        guard let palette = document.root["palette"] else { return }
        guard case .table(let table) = palette else {
            throw document.mistake(at: ["palette"], "“palette” must be a table, not \(palette.typeName)")
        }
        var named: [String: Color] = [:]
        for (name, value) in sorted(table, at: ["palette"]) {
            named[name] = try color(value, at: ["palette", name])
        }
        colors.own = named
    }

    /// A role, or a table that dotted keys have made on the way to one.
    private mutating func readRole(_ path: [String], _ value: TOMLDocument.Value) throws(SourceMistake) {
        let role = path.joined(separator: ".")
        guard case .table(let table) = value else {
            try checkRole(role, at: path)
            return styles[role] = try words(value, at: path)
        }
        let own = table.filter { Self.styleKeys.contains($0.key) }
        if !own.isEmpty || table.isEmpty {
            try checkRole(role, at: path)
            styles[role] = try style(own, at: path)
        }
        for (key, inner) in sorted(table, at: path) where own[key] == nil {
            let place = path + [key]
            guard own.isEmpty || roles.contains(place.joined(separator: ".")) else {
                throw document.mistake(
                    at: place, "“\(key)” says nothing about “\(role)”",
                    nearest: EditDistance.nearest(to: key, among: Self.styleKeys))
            }
            try readRole(place, inner)
        }
    }

    private func checkRole(_ role: String, at path: [String]) throws(SourceMistake) {
        guard !roles.contains(role) else { return }
        throw document.mistake(
            at: path, "unknown role “\(role)”",
            nearest: EditDistance.nearest(to: role, among: roles + ["inherits", "palette"]))
    }

    private func style(_ table: [String: TOMLDocument.Value], at path: [String]) throws(SourceMistake) -> Style {
        var style = Style.plain
        if let value = table["fg"] { style.foreground = try color(value, at: path + ["fg"]) }
        if let value = table["bg"] { style.background = try color(value, at: path + ["bg"]) }
        guard let value = table["attributes"] else { return style }
        guard case .array(let names) = value else {
            throw document.mistake(at: path, "“attributes” must be a list such as [\"bold\"], not \(value.typeName)")
        }
        for name in names {
            guard case .string(let text) = name else {
                throw document.mistake(at: path, "an attribute must be text in quotes, not \(name.typeName)")
            }
            guard let attribute = ColorNames.attributes[text] else {
                throw document.mistake(
                    at: path, "unknown attribute “\(text)”",
                    nearest: EditDistance.nearest(to: text, among: ColorNames.attributes.keys))
            }
            style.attributes.insert(attribute)
        }
        return style
    }

    /// A style in words: attributes and the foreground in any order, then `on` and the background.
    private func words(_ value: TOMLDocument.Value, at path: [String]) throws(SourceMistake) -> Style {
        guard case .string(let text) = value else {
            return Style(foreground: try color(value, at: path))
        }
        var style = Style.plain
        var isBackground = false
        for word in text.split(separator: " ").map(String.init) {
            if word == "on" {
                isBackground = true
            } else if let attribute = ColorNames.attributes[word] {
                style.attributes.insert(attribute)
            } else if isBackground {
                style.background = try color(.string(word), at: path)
            } else {
                style.foreground = try color(.string(word), at: path)
            }
        }
        return style
    }

    private func color(_ value: TOMLDocument.Value, at path: [String]) throws(SourceMistake) -> Color {
        switch value {
        case .integer(let number):
            guard let index = UInt8(exactly: number) else {
                throw document.mistake(at: path, "a colour's number lies between 0 and 255, \(number) does not")
            }
            return .indexed(index)
        case .string(let text):
            if let color = colors.color(text) { return color }
            throw document.mistake(
                at: path, "unknown colour “\(text)”", nearest: EditDistance.nearest(to: text, among: colors.names))
        default:
            throw document.mistake(at: path, "a colour is text or a number, not \(value.typeName)")
        }
    }

    /// In the order of the file, so that the first mistake is the one that is told.
    private func sorted(
        _ table: [String: TOMLDocument.Value], at path: [String]
    ) -> [(key: String, value: TOMLDocument.Value)] {
        table.sorted { (document.line(of: path + [$0.key]), $0.key) < (document.line(of: path + [$1.key]), $1.key) }
    }
}
