/// One property of a card, `item1.TEL;TYPE=cell:+91 98765 43210`, taken apart. Source: RFC 6350, section 3.3.
struct VCardLine {
    /// In capitals and without its group.
    let name: String
    /// Raw bytes, still encoded.
    private let value: ArraySlice<UInt8>
    private let isQuotedPrintable: Bool
    private let charset: String?

    /// nil when the line is no property, or one that no contact needs: photos are not looked at.
    init?(_ line: ArraySlice<UInt8>) {
        guard let colon = Self.colon(in: line) else { return nil }
        let parts = Self.split(line[..<colon])
        guard let first = parts.first else { return nil }
        let name = String(decoding: first, as: UTF8.self).uppercased()
        self.name = name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name
        guard Self.known.contains(self.name) else { return nil }
        value = line[(colon + 1)...]
        let parameters = parts.dropFirst().map { String(decoding: $0, as: UTF8.self).uppercased() }
        isQuotedPrintable = parameters.contains { $0.hasSuffix("QUOTED-PRINTABLE") }
        charset = parameters.first { $0.hasPrefix("CHARSET=") }.map { $0.dropFirst(8).filter { $0 != "\"" } }
    }

    /// The value as one text: decoded, with escapes resolved.
    var text: String { Self.unescaped(decoded) }

    /// The value's components between semicolons, as N has them.
    var components: [String] {
        var components: [String] = []
        var component = ""
        var isEscaped = false
        for character in decoded {
            if character == ";", !isEscaped {
                components.append(component)
                component = ""
            } else {
                component.append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return (components + [component]).map(Self.unescaped)
    }

    private var decoded: String {
        isQuotedPrintable
            ? FileText.string(QuotedPrintable.decoded(value), charset: charset)
            : FileText.string(value, charset: charset)
    }

    private static let known: Set<String> = ["BEGIN", "END", "FN", "N", "NICKNAME", "ORG", "TEL"]

    /// Bytes; a property's name and parameters are shorter where soft line breaks are used.
    private static let longestHead = 256

    /// Whether the value of this unfinished line goes on after a soft line break.
    static func isSoftlyBroken(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.last == UInt8(ascii: "="), let colon = line.prefix(longestHead).firstIndex(of: UInt8(ascii: ":"))
        else { return false }
        return String(decoding: line[..<colon], as: UTF8.self).uppercased().contains("QUOTED-PRINTABLE")
    }

    /// The colon before the value: the first one outside quotation marks, or of all when they do not pair.
    private static func colon(in line: ArraySlice<UInt8>) -> Int? {
        var isQuoted = false
        for index in line.indices {
            if line[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if line[index] == UInt8(ascii: ":"), !isQuoted { return index }
        }
        return line.firstIndex(of: UInt8(ascii: ":"))
    }

    /// The name and the parameters.
    private static func split(_ head: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = head.startIndex
        var isQuoted = false
        for index in head.indices {
            if head[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard head[index] == UInt8(ascii: ";"), !isQuoted else { continue }
            parts.append(head[start..<index])
            start = index + 1
        }
        return parts + [head[start...]]
    }

    /// `\n`, `\,`, `\;` and `\\` resolved.
    private static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                result.append(character == "n" || character == "N" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return isEscaped ? result + "\\" : result
    }
}
