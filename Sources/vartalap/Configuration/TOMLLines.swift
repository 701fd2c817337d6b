/// Finds on which line each key of a TOML file is set, since the parser does not tell.
///
/// Reads headers and the left side of assignments only; keys inside inline tables and arrays of tables are found by
/// their parent's line.
nonisolated enum TOMLLines {
    /// Each key's path and its line, counted from 1.
    static func find(in text: String) -> [[String]: Int] {
        var result: [[String]: Int] = [:]
        var table: [String] = []
        var multiline: String?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let quotes = multiline {
                if line.contains(quotes) { multiline = nil }
                continue
            }
            let rest = line.drop(while: \.isWhitespace)
            if rest.first == "[" {
                table = path(rest.drop(while: { $0 == "[" }), until: "]") ?? table
                result[table, default: index + 1] = index + 1
            } else if let key = path(rest, until: "=") {
                record(table + key, line: index + 1, in: &result)
                multiline = ["\"\"\"", "'''"].first { line.components(of: $0) == 2 }
            }
        }
        return result
    }

    /// Records a key and, for dotted ones, the tables that it makes on the way.
    private static func record(_ path: [String], line: Int, in result: inout [[String]: Int]) {
        for length in 1...path.count where result[Array(path.prefix(length))] == nil {
            result[Array(path.prefix(length))] = line
        }
    }

    /// The parts of a dotted key, quoted or bare, that ends at `end`; nil when there is no such key.
    private static func path(_ text: Substring, until end: Character) -> [String]? {
        var parts: [String] = []
        var part = ""
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { part.append(character) }
            } else if character == end {
                return part.isEmpty && parts.isEmpty ? nil : parts + [part]
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "." {
                parts.append(part)
                part = ""
            } else if character == "#" {
                return nil
            } else if !character.isWhitespace {
                part.append(character)
            }
        }
        return nil
    }
}

nonisolated extension Substring {
    /// The number of pieces that `separator` cuts the text into.
    fileprivate func components(of separator: String) -> Int {
        split(separator: separator, omittingEmptySubsequences: false).count
    }
}
