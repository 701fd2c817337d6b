import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import Foundation
import Testing

/// What importing does to the contacts, on real files and a real store.
struct ContactImportTests {
    private let sample: SampleStore
    private var store: MessageStore { sample.store }
    private let asha = StoreSamples.asha
    private let ravi = StoreSamples.ravi

    init() async throws {
        sample = try await SampleStore()
    }

    private var contacts: ContactImport { ContactImport(store: store, user: StoreSamples.own, region: nil) }

    private func write(_ name: String, _ text: String) throws -> String {
        let path = sample.directory.file(name)
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func card(_ name: String, _ number: String) -> String {
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:\(name)\r\nTEL:\(number)\r\nEND:VCARD\r\n"
    }

    @discardableResult
    private func take(_ paths: String...) async throws -> ContactChanges {
        var books: [(source: String, book: ContactBook)] = []
        for path in paths { books.append((path, await contacts.read(path))) }
        return try await contacts.take(books)
    }

    @Test func nestedDirectoriesOfCardsAreRead() async throws {
        _ = try write("book/family/one.vcf", card("Asha", "98100 00001"))
        _ = try write("book/work/deep/two.VCF", card("Ravi", "098100 00002"))
        _ = try write("book/work/export.csv", "Name,Phone\nMeera,+91 98100 00003\n")
        _ = try write("book/work/.two.vcf.tmp", card("Nobody", "98100 00009"))
        _ = try write("book/.hidden/three.vcf", card("Nobody", "98100 00008"))
        _ = try write("book/notes.txt", "98100 00007")
        _ = try write("book/empty.vcf", "")
        try FileManager.default.createSymbolicLink(
            atPath: sample.directory.file("book/work/loop"), withDestinationPath: sample.directory.file("book"))

        let book = await contacts.read(sample.directory.file("book"))

        #expect(Set(book.people.map(\.name)) == ["Asha", "Ravi", "Meera"])
        #expect(Set(book.people.map(\.user)) == [asha, ravi, StoreSamples.meera])
        #expect(book.problems.isEmpty)
        #expect(book.files == 4)
    }

    @Test func whatCannotBeReadIsListedWithFileLineNameAndReason() async throws {
        let path = try write(
            "book.vcf",
            card("Asha", "98100 00001") + card("Police", "100") + card("Nobody", "call me")
                + "BEGIN:VCARD\r\nFN:No number\r\nEND:VCARD\r\n")
        let missing = sample.directory.file("missing.vcf")

        let book = await contacts.read(path)
        let none = await contacts.read(missing)

        #expect(book.people.map(\.user) == [asha])
        #expect((book.cards, book.cardsWithoutNumber) == (4, 1))
        #expect(
            book.problems.map(\.message) == [
                "\(path):9: Police: “100” has too few digits for a number of its country. Check it for a missing one.",
                "\(path):14: Nobody: “call me” is not a phone number. Write it like +919876543210.",
            ])
        #expect(book.isComplete && !book.hasUnreadableFile)
        #expect(none.problems.map(\.message) == ["\(missing): Can't be read: No such file or directory."])
        #expect(!none.isComplete && none.hasUnreadableFile)
    }

    @Test func anotherRegionReadsNationalNumbersDifferently() async throws {
        let path = try write("book.vcf", card("Ann", "(415) 555-2671"))

        let indian = await contacts.read(path)
        let american = await ContactImport(store: store, user: StoreSamples.own, region: "us").read(path)

        #expect(american.people.map(\.user.rawValue) == ["+14155552671"])
        #expect(indian.people.map(\.user.rawValue) != ["+14155552671"])
    }

    @Test func aChangedNameRenamesTheContactAndTheChat() async throws {
        _ = try await store.startDirect(with: asha)
        let path = try write("book.vcf", card("Asha", asha.rawValue) + card("Myself", StoreSamples.own.rawValue))

        var changes = try await take(path)
        #expect((changes.added, changes.renamed, changes.removed, changes.unchanged) == (1, 0, 0, 0))
        _ = try write("book.vcf", card("Asha Rao", asha.rawValue))
        changes = try await take(path)
        #expect((changes.added, changes.renamed, changes.removed, changes.unchanged) == (0, 1, 0, 0))
        changes = try await take(path)

        #expect((changes.added, changes.renamed, changes.removed, changes.unchanged) == (0, 0, 0, 1))
        #expect(try await store.contact(asha) == Contact(user: asha, name: "Asha Rao"))
        #expect(try await store.conversation(StoreSamples.withAsha)?.title == "Asha Rao")
    }

    @Test func whoIsMissingFromTheSourceIsDeletedAndShownByNumber() async throws {
        _ = try await store.startDirect(with: asha)
        let path = try write("book.vcf", card("Asha", asha.rawValue) + card("Ravi", ravi.rawValue))
        try await take(path)
        try await store.applyContactSync(asked: [asha], registered: [asha])
        _ = try write("book.vcf", card("Ravi", ravi.rawValue))

        let changes = try await take(path)

        #expect(changes.removed == 1)
        #expect(
            try await store.contact(asha) == Contact(user: asha, name: nil, status: .deleted, hasAccount: true))
        #expect(try await store.conversation(StoreSamples.withAsha)?.title == asha.rawValue)
        _ = try write("book.vcf", card("Asha", asha.rawValue) + card("Ravi", ravi.rawValue))
        #expect(try await take(path).added == 1)
        #expect(try await store.contact(asha)?.status == .active)
    }

    @Test func strangersAndTheContactsOfOtherSourcesStay() async throws {
        try await store.upsertContacts([Contact(user: StoreSamples.meera, name: nil, status: .unknown)])
        let one = try write("one.vcf", card("Asha", asha.rawValue) + card("Ravi", ravi.rawValue))
        let two = try write("two.vcf", card("Ravi of work", ravi.rawValue))
        try await take(one, two)
        #expect(try await store.contact(ravi)?.name == "Ravi")
        _ = try write("one.vcf", card("Asha", asha.rawValue))

        let changes = try await take(one, two)

        #expect((changes.renamed, changes.removed) == (1, 0))
        #expect(try await store.contact(ravi) == Contact(user: ravi, name: "Ravi of work"))
        #expect(try await store.contact(StoreSamples.meera)?.status == .unknown)
    }

    @Test func nobodyIsRemovedByASourceThatCouldNotBeReadWhole() async throws {
        let path = try write("book/one.vcf", card("Asha", asha.rawValue))
        _ = try write("book/two.vcf", card("Ravi", ravi.rawValue))
        let directory = sample.directory.file("book")
        try await take(directory)

        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/nowhere/one.vcf")
        #expect(try await take(directory).removed == 0)
        try FileManager.default.removeItem(atPath: directory)
        #expect(try await take(directory).removed == 0)
        _ = try write("book/two.vcf", card("Ravi", ravi.rawValue))
        #expect(try await take(directory).removed == 1)
    }

    @Test func aNameByHandWinsAndStaysWhenTheFileForgets() async throws {
        let path = try write("book.vcf", card("Asha", asha.rawValue) + card("Ravi", ravi.rawValue))
        try await take(path)

        let number = try contacts.number("98100 00001")
        #expect(try await contacts.add(number, name: " My  Asha ").name == "My Asha")
        try await take(path)
        #expect(try await store.contact(asha)?.name == "My Asha")
        _ = try write("book.vcf", card("Ravi", ravi.rawValue))
        #expect(try await take(path).removed == 0)

        #expect(try await contacts.remove(asha))
        #expect(try await !contacts.remove(asha))
        #expect(try await store.contact(asha)?.status == .deleted)
    }

    @Test func aStrangerWhoIsImportedBecomesAContact() async throws {
        try await store.insertOnce([StoreSamples.incoming("hello", id: "1")])
        #expect(try await store.contact(asha)?.status == .unknown)

        #expect(try await take(try write("book.vcf", card("Asha", asha.rawValue))).added == 1)

        #expect(try await store.conversation(StoreSamples.withAsha)?.title == "Asha")
    }
}
