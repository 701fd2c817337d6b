/// The text of the credentials file: one TOML line, so that a person knows it at sight.
enum CredentialsFormat {
    private static let name = "access_key"

    static func write(_ accessKey: String) -> String {
        var quoted = ""
        for scalar in accessKey.unicodeScalars {
            switch scalar {
            case "\\": quoted += "\\\\"
            case "\"": quoted += "\\\""
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return "# Whoever can read this file can read and send your messages.\n\(name) = \"\(quoted)\"\n"
    }

    /// The key, or nil when the text holds none or more than one.
    static func read(_ text: String) -> String? {
        var key: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let line = trim(line)
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard key == nil, let equals = line.firstIndex(of: "="), trim(line[..<equals]) == name else { return nil }
            guard let value = unquote(trim(line[line.index(after: equals)...])) else { return nil }
            key = value
        }
        return key
    }

    private static func trim(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }

    private static func unquote(_ text: Substring) -> String? {
        guard text.count > 2, text.first == "\"", text.last == "\"" else { return nil }
        let escapes: [Character: Character] = ["\\": "\\", "\"": "\"", "n": "\n", "r": "\r", "t": "\t"]
        var value = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if isEscaped {
                guard let meant = escapes[character] else { return nil }
                value.append(meant)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                return nil
            } else {
                value.append(character)
            }
        }
        return isEscaped ? nil : value
    }
}
