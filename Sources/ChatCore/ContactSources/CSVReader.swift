/// Reads the people of a table: Google's export with its old and new column names, Outlook's, or any with plain names.
///
/// Total and linear, as `VCardReader` is.
package enum CSVReader {
    /// Calls `take` with each person and each problem, in the order of the file.
    package static func read(_ bytes: [UInt8], _ take: (SourceItem) -> Void) {
        var rows = CSVRows(FileText.utf8(bytes))
        guard let header = rows.next(), let columns = Columns(header.fields) else {
            return take(.problem(rows.endlessQuote == nil ? .noNumberColumn : .endlessQuote, line: 1, name: nil))
        }
        while let row = rows.next() {
            guard !row.fields.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) else { continue }
            let numbers = columns.numbers(in: row.fields).map { SourceContact.Number(text: $0, line: row.line) }
            take(.contact(SourceContact(name: columns.name(in: row.fields), numbers: numbers, line: row.line)))
        }
        if let line = rows.endlessQuote { take(.problem(.endlessQuote, line: line, name: nil)) }
    }

    /// Which columns hold what.
    private struct Columns {
        private let numbers: [Int]
        private let whole: [Int]
        private let parts: [Int]
        private let substitutes: [Int]

        /// nil when there is no column of numbers.
        init?(_ header: [String]) {
            let titles = header.map { $0.lowercased().filter { !$0.isWhitespace && $0 != "_" } }
            func places(_ wanted: [String]) -> [Int] { wanted.compactMap { titles.firstIndex(of: $0) } }
            numbers = Array(titles.indices.filter { Self.isNumber(titles[$0]) }.prefix(Self.mostNumbers))
            whole = places(["name", "fullname", "displayname"])
            let given = places(["givenname", "firstname"]).prefix(1)
            let middle = places(["additionalname", "middlename"]).prefix(1)
            let family = places(["familyname", "lastname", "surname"]).prefix(1)
            parts = places(["nameprefix", "title"]).prefix(1) + given + middle + family + places(["namesuffix"])
            substitutes = places([
                "fileas", "nickname", "organizationname", "organization1-name", "company", "organization",
            ])
            if numbers.isEmpty { return nil }
        }

        /// Google puts several numbers of one kind into one field, ` ::: ` between them.
        func numbers(in fields: [String]) -> [String] {
            numbers.filter(fields.indices.contains).flatMap { fields[$0].split(separator: ":::") }
                .filter { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
        }

        func name(in fields: [String]) -> String? {
            func text(_ places: [Int]) -> String? {
                SourceContact.name(places.filter(fields.indices.contains).map { fields[$0] }.joined(separator: " "))
            }
            return text(Array(whole.prefix(1))) ?? text(parts) ?? substitutes.lazy.compactMap { text([$0]) }.first
        }

        /// A table with more columns of numbers was not made for people.
        private static let mostNumbers = 64

        private static let plainTitles: Set<String> = [
            "phone", "phonenumber", "number", "tel", "telephone", "mobile", "mobilephone", "mobilenumber", "cell",
            "cellphone", "homephone", "homephone2", "businessphone", "businessphone2", "primaryphone", "otherphone",
            "carphone", "companymainphone",
        ]

        private static func isNumber(_ title: String) -> Bool {
            plainTitles.contains(title) || (title.hasPrefix("phone") && title.hasSuffix("-value"))
        }
    }
}
