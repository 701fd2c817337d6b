/// The rows of a table in comma-separated form: quoted fields may hold separators, line breaks and doubled quotation
/// marks. A quotation mark where none belongs is text. Source: RFC 4180.
///
/// Written here because the one Swift package for it gives a whole file up at the first stray quotation mark, tells no
/// line numbers and splits by grapheme, so that an accent after a comma hides the comma.
struct CSVRows: IteratorProtocol {
    struct Row {
        var fields: [String]
        /// Where it begins, counted from 1.
        var line: Int
    }

    private let bytes: ArraySlice<UInt8>
    private let separator: UInt8
    private var position: Int
    private var line = 1
    /// The line of a quotation mark that never ends; what follows it was not read.
    private(set) var endlessQuote: Int?

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        separator = Self.separator(of: bytes)
        position = bytes.startIndex
    }

    mutating func next() -> Row? {
        guard position < bytes.endIndex, endlessQuote == nil else { return nil }
        var row = Row(fields: [], line: line)
        while true {
            guard let field = field() else { return nil }
            row.fields.append(field)
            guard position < bytes.endIndex else { return row }
            guard bytes[position] == separator else {
                skipLineEnd()
                return row
            }
            position += 1
        }
    }

    /// The field at the position, which then stands on what ended it; nil when its quotation mark never ends.
    private mutating func field() -> String? {
        var content: [UInt8] = []
        if position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") {
            guard let quoted = quotedPart() else { return nil }
            content = quoted
        }
        let start = position
        while position < bytes.endIndex, bytes[position] != separator, !Self.isLineEnd(bytes[position]) {
            position += 1
        }
        content += bytes[start..<position]
        return FileText.string(content)
    }

    private mutating func quotedPart() -> [UInt8]? {
        let start = line
        var content: [UInt8] = []
        position += 1
        while position < bytes.endIndex {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                guard position < bytes.endIndex, bytes[position] == byte else { return content }
                content.append(byte)
                position += 1
            } else if Self.isLineEnd(byte) {
                content.append(UInt8(ascii: "\n"))
                skipLineEnd()
            } else {
                content.append(byte)
                position += 1
            }
        }
        endlessQuote = start
        return nil
    }

    private mutating func skipLineEnd() {
        let isCarriageReturn = bytes[position] == UInt8(ascii: "\r")
        position += 1
        line += 1
        if isCarriageReturn, position < bytes.endIndex, bytes[position] == UInt8(ascii: "\n") { position += 1 }
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// Spreadsheets of some countries write semicolons or tabs: what the first line has most of.
    private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
        var lines = TextLines(bytes)
        let header = lines.next() ?? []
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        return candidates.max { left, right in
            header.count { $0 == left } < header.count { $0 == right }
        } ?? UInt8(ascii: ",")
    }
}
