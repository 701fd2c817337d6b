/// Reads the people of a vCard file: versions 2.1, 3 and 4, one card or a hundred thousand.
///
/// Total: whatever the bytes are, it answers, in time and memory that grow with their number alone. What is no property
/// is passed over; a card that does not end is reported and what it holds is taken. Source: RFC 2426, RFC 6350.
package enum VCardReader {
    /// Calls `take` with each person and each problem, in the order of the file.
    package static func read(_ bytes: [UInt8], _ take: (SourceItem) -> Void) {
        var lines = TextLines(FileText.utf8(bytes))
        var card: Card?
        var hasCard = false
        while let line = lines.next() {
            let start = lines.line
            guard let property = VCardLine(logicalLine(from: line, &lines)) else { continue }
            if property.name == "BEGIN" {
                guard isCard(property) else { continue }
                card?.breakOff(take)
                card = Card(line: start)
                hasCard = true
            } else if property.name == "END" {
                guard isCard(property) else { continue }
                card?.finish(take)
                card = nil
            } else {
                card?.add(property, line: start)
            }
        }
        card?.breakOff(take)
        if !hasCard { take(.problem(.noCard, line: 1, name: nil)) }
    }

    /// The bytes with which every card begins, for telling a file by its content.
    static func isLikely(_ bytes: ArraySlice<UInt8>) -> Bool {
        var lines = TextLines(bytes.prefix(4096))
        while let line = lines.next() {
            let text = String(decoding: line, as: UTF8.self).uppercased()
            if !text.allSatisfy(\.isWhitespace) { return text.hasPrefix("BEGIN:VCARD") }
        }
        return false
    }

    private static func isCard(_ property: VCardLine) -> Bool {
        property.text.uppercased().filter { !$0.isWhitespace } == "VCARD"
    }

    /// `line` with the lines that continue it: those that begin with white space, and after a soft line break any.
    private static func logicalLine(from line: ArraySlice<UInt8>, _ lines: inout TextLines) -> ArraySlice<UInt8> {
        var joined = line
        while true {
            if VCardLine.isSoftlyBroken(joined), let next = lines.next() {
                joined.removeLast()
                joined += next
            } else if let first = lines.peeked, first == UInt8(ascii: " ") || first == UInt8(ascii: "\t"),
                let next = lines.next()
            {
                joined += next.dropFirst()
            } else {
                return joined
            }
        }
    }

    /// What is known of the card that is being read.
    private struct Card {
        let line: Int
        private var formatted: String?
        private var structured: String?
        private var nickname: String?
        private var organization: String?
        private var numbers: [SourceContact.Number] = []

        init(line: Int) {
            self.line = line
        }

        mutating func add(_ property: VCardLine, line: Int) {
            switch property.name {
            case "TEL":
                let text = property.text
                guard !text.allSatisfy(\.isWhitespace) else { return }
                numbers.append(SourceContact.Number(text: text, line: line))
            case "FN": formatted = formatted ?? SourceContact.name(property.text)
            case "N": structured = structured ?? Self.name(property.components)
            case "NICKNAME": nickname = nickname ?? SourceContact.name(property.text)
            case "ORG": organization = organization ?? SourceContact.name(property.components.joined(separator: " "))
            default: break
            }
        }

        func finish(_ take: (SourceItem) -> Void) {
            take(.contact(SourceContact(name: name, numbers: numbers, line: line)))
        }

        func breakOff(_ take: (SourceItem) -> Void) {
            take(.problem(.unfinishedCard, line: line, name: name))
            finish(take)
        }

        private var name: String? { formatted ?? structured ?? nickname ?? organization }

        /// Family, given, additional, prefix and suffix, in the order in which they are said.
        private static func name(_ components: [String]) -> String? {
            let said = [3, 1, 2, 0, 4].compactMap { components.indices.contains($0) ? components[$0] : nil }
            return SourceContact.name(said.joined(separator: " "))
        }
    }
}
