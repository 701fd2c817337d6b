package import ChatModel
package import ChatStore

/// Brings the store's contacts into agreement with contact sources. Asks no server.
package struct ContactImport: Sendable {
    /// The source of the contacts that were added by hand; its names win over those of files.
    package static let byHand = "by hand"

    private let store: MessageStore
    private let user: UserID
    private let region: String?

    /// - Parameters:
    ///   - user: whose contacts they are.
    ///   - region: for numbers without a country code; the user's own country when nil.
    package init(store: MessageStore, user: UserID, region: String?) {
        self.store = store
        self.user = user
        self.region = region ?? PhoneNumber.region(of: user)
    }

    /// Reads the file or directory at `path`, an absolute one: it is the source's name. Takes seconds for large
    /// ones, off the caller's actor.
    package func read(_ path: String) async -> ContactBook {
        ContactBook.read(path, region: region, own: user)
    }

    /// Takes over what was read from each source; the first that names somebody wins.
    ///
    /// A source in which nothing could be read changes nothing: an empty directory is more often a disk that is not
    /// there than a user without friends.
    package func take(_ books: [(source: String, book: ContactBook)]) async throws(ClientError) -> ContactChanges {
        var stronger = [Self.byHand]
        var changes = ContactChanges()
        for (source, book) in books {
            defer { stronger.append(source) }
            guard !book.people.isEmpty else { continue }
            let earlier = stronger
            let own = try await storing { () async throws(StoreError) in
                try await store.replaceContacts(
                    of: source, with: book.people, after: earlier, isComplete: book.isComplete)
            }
            changes = changes + own
        }
        return changes
    }

    /// The number that `text` means, for `add` and `remove`.
    package func number(_ text: String) throws(PhoneNumberError) -> UserID {
        try PhoneNumber.normalize(text, defaultRegion: region)
    }

    /// Adds or renames a contact by hand.
    package func add(_ user: UserID, name: String) async throws(ClientError) -> Contact {
        let contact = Contact(user: user, name: SourceContact.name(name))
        try await storing { () async throws(StoreError) in
            _ = try await store.replaceContacts(of: Self.byHand, with: [contact], isComplete: false)
        }
        let stored = try await storing { () async throws(StoreError) in try await store.contact(user) }
        return stored ?? contact
    }

    /// Removes a contact, whichever source named it; an import of a file that still has it brings it back.
    ///
    /// - Returns: false when it was none.
    package func remove(_ user: UserID) async throws(ClientError) -> Bool {
        try await storing { () async throws(StoreError) in
            try await store.removeContact(user, from: Self.byHand)
        }
    }
}
