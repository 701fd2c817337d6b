/// Something in a contact file that could not be used: facts for the list that the user gets to see.
package struct ContactProblem: Hashable, Sendable {
    package enum Reason: Error, Hashable, Sendable {
        case number(String, PhoneNumberError)
        /// The card stops without its `END:VCARD`.
        case unfinishedCard
        /// There is no card in the file.
        case noCard
        /// No column of the table is known to hold phone numbers.
        case noNumberColumn
        /// A quotation mark opens a field that never ends; what follows it was not read.
        case endlessQuote
        /// The operating system's reason.
        case unreadable(String)
        /// Larger than any address book.
        case tooLarge
    }

    package var file: String
    /// Counted from 1; nil when the whole file is meant.
    package var line: Int?
    /// The name on the card.
    package var name: String?
    package var reason: Reason

    package init(file: String, line: Int? = nil, name: String? = nil, reason: Reason) {
        self.file = file
        self.line = line
        self.name = name
        self.reason = reason
    }

    /// The user's sentence: where, who, and what is wrong.
    package var message: String {
        [line.map { "\(file):\($0)" } ?? file, name, explanation].compactMap(\.self).joined(separator: ": ")
    }

    /// What is wrong, without the place.
    package var explanation: String {
        switch reason {
        case .number(let text, let error): error.message(for: text)
        case .unfinishedCard: "The card has no END:VCARD. What it holds until there was taken."
        case .noCard: "There is no card in the file. A vCard file has lines BEGIN:VCARD and END:VCARD."
        case .noNumberColumn:
            "No column holds phone numbers. Name one “Phone 1 - Value”, as Google's export does, or “Phone”."
        case .endlessQuote: "The quotation mark never ends. The rest of the file was not read."
        case .unreadable(let reason): "Can't be read: \(reason)."
        case .tooLarge: "The file is larger than 256 MB. Split it."
        }
    }

    /// Whether the file itself was not read.
    package var isUnreadableFile: Bool {
        switch reason {
        case .unreadable, .tooLarge: true
        default: false
        }
    }

    /// Whether people may have been missed, so that nobody may be taken for removed.
    var hidesPeople: Bool {
        switch reason {
        case .number: false
        default: true
        }
    }
}
