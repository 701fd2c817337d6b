package import ChatModel

/// The people of a contact source with their numbers understood: each number once, by the first name it was met with.
package struct ContactBook: Sendable {
    /// In the order of the source.
    package private(set) var people: [Contact] = []
    package private(set) var problems: [ContactProblem] = []
    /// Files that were read.
    package private(set) var files = 0
    /// Cards and rows.
    package private(set) var cards = 0
    /// Cards and rows without any number.
    package private(set) var cardsWithoutNumber = 0

    private var known: Set<UserID> = []

    /// Whether nobody can have been missed but those whose numbers are listed as unreadable.
    package var isComplete: Bool { !problems.contains(where: \.hidesPeople) }

    /// Whether a file could not be opened or read.
    package var hasUnreadableFile: Bool { problems.contains(where: \.isUnreadableFile) }

    package init() {}

    /// Reads the file or directory at `path`.
    ///
    /// - Parameters:
    ///   - region: where numbers without a country code belong; nil refuses those.
    ///   - own: the user's own number, which is no contact.
    package static func read(_ path: String, region: String?, own: UserID) -> ContactBook {
        var book = ContactBook()
        book.known.insert(own)
        book.files = ContactFiles.read(path) { item, file in book.take(item, file: file, region: region) }
        return book
    }

    private mutating func take(_ item: SourceItem, file: String, region: String?) {
        switch item {
        case .problem(let reason, let line, let name):
            problems.append(ContactProblem(file: file, line: line > 0 ? line : nil, name: name, reason: reason))
        case .contact(let contact):
            cards += 1
            if contact.numbers.isEmpty { cardsWithoutNumber += 1 }
            for number in contact.numbers { take(number, of: contact, file: file, region: region) }
        }
    }

    private mutating func take(
        _ number: SourceContact.Number, of contact: SourceContact, file: String, region: String?
    ) {
        do {
            let user = try PhoneNumber.normalize(number.text, defaultRegion: region)
            if known.insert(user).inserted { people.append(Contact(user: user, name: contact.name)) }
        } catch {
            let shown = String(String.UnicodeScalarView(number.text.unicodeScalars.prefix(80)))
            problems.append(
                ContactProblem(file: file, line: number.line, name: contact.name, reason: .number(shown, error)))
        }
    }
}
