import ChatModel

/// The text of the credentials file: a TOML line for each secret, so that a person knows them at sight.
enum CredentialsFormat {
    private static let heading = "# Whoever can read this file can read and send your messages.\n"

    static func write(_ credentials: Credentials) -> String {
        var fields = [("access_key", credentials.accessKey)]
        if let token = credentials.idToken {
            fields.append(("id_token", token.value))
            if let expires = token.expires { fields.append(("id_token_expires", String(expires.milliseconds))) }
            if let refreshToken = token.refreshToken { fields.append(("refresh_token", refreshToken)) }
        }
        return heading + text(of: fields)
    }

    /// nil when the text has no key, or anything else than it should.
    static func read(_ text: String) -> Credentials? {
        guard var fields = fields(of: text), let key = fields.removeValue(forKey: "access_key") else { return nil }
        var credentials = Credentials(accessKey: key)
        if let value = fields.removeValue(forKey: "id_token") {
            var token = IDToken(value)
            if let expires = fields.removeValue(forKey: "id_token_expires") {
                guard let milliseconds = Int64(expires) else { return nil }
                token.expires = Timestamp(milliseconds: milliseconds)
            }
            token.refreshToken = fields.removeValue(forKey: "refresh_token")
            credentials.idToken = token
        }
        return fields.isEmpty ? credentials : nil
    }

    /// Lines of `name = "value"`.
    static func text(of fields: [(name: String, value: String)]) -> String {
        fields.map { "\($0.name) = \(quote($0.value))\n" }.joined()
    }

    /// What `text(of:)` wrote; nil for anything else, a name that comes twice included.
    static func fields(of text: String) -> [String: String]? {
        var fields: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let line = trim(line)
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let equals = line.firstIndex(of: "=") else { return nil }
            let name = String(trim(line[..<equals]))
            guard fields[name] == nil, let value = unquote(trim(line[line.index(after: equals)...])) else {
                return nil
            }
            fields[name] = value
        }
        return fields
    }

    private static func quote(_ value: String) -> String {
        var quoted = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": quoted += "\\\\"
            case "\"": quoted += "\\\""
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return "\"\(quoted)\""
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
