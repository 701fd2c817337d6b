import ChatCore
import ChatModel
import ChatNetwork
import ChatServer
import ChatStore
import ChatTestSupport
import ChatWire
import Foundation
import Testing

/// `vartalap contacts` as a person runs it, against the server that people run.
@Suite(.timeLimit(.minutes(3)))
struct ContactsTests {
    private static let me = "+919876543210"

    private func write(_ text: String, _ name: String, for person: Program) throws -> String {
        let path = person.home.path + "/" + name
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func contactsAreImportedSyncedAndListed() async throws {
        let world = try await LocalAccounts.start()
        let me = try await world.person(Self.me)
        _ = try await world.person("+919810000001")
        let file = try write(
            "BEGIN:VCARD\r\nFN:Asha Rao\r\nTEL:98100 00001\r\nEND:VCARD\r\n"
                + "BEGIN:VCARD\r\nFN:Ravi\r\nTEL:98100 00002\r\nTEL:12\r\nEND:VCARD\r\n", "book.vcf", for: me)

        let imported = try await me.run("contacts", "import", file)
        #expect(imported.status == 0)
        #expect(imported.output.contains("added\t2\n") && imported.output.contains("unreadable\t1\n"))
        #expect(imported.errors.hasPrefix("vartalap: \(file):8: Ravi: “12” has too few digits"))

        #expect(try await me.run("contacts", "sync").output == "asked\t2\nwithAccount\t1\n")
        #expect(try await me.run("contacts", "sync").output == "asked\t0\nwithAccount\t1\n")
        #expect(try await me.run("contacts", "sync", "--all", "--json").objects().first?["asked"] as? Int == 2)
        let listed = try await me.run("contacts", "list")
        #expect(listed.output == "+919810000001\tyes\tAsha Rao\n+919810000002\tno\tRavi\n")
        #expect(try await me.run("list", "contacts").output == listed.output)
        await world.server.stop()
    }

    @Test func theConfiguredSourcesAreReadWithoutPathsAndHandsAddAndRemove() async throws {
        let world = try await LocalAccounts.start()
        let me = try await world.person(Self.me)
        _ = try write(
            "[contacts]\nsources = [\"~/.contacts\", \"~/export.csv\"]\n", "config/vartalap/config.toml", for: me)
        _ = try write("BEGIN:VCARD\nFN:Asha\nTEL:9810000001\nEND:VCARD\n", ".contacts/family/a.vcf", for: me)
        _ = try write("Name,Phone 1 - Value\nRavi,9810000002\n", "export.csv", for: me)

        let imported = try await me.run("contacts", "import", "--json").objects()
        let added = try await me.run("contacts", "add", "98100 00003", "Meera", "Das", "--json").objects()
        let removed = try await me.run("contacts", "remove", "+91 98100 00002")
        let again = try await me.run("contacts", "remove", "+91 98100 00002")

        #expect(imported.last?["added"] as? Int == 2 && imported.count == 1)
        #expect(added.first?["user"] as? String == "+919810000003" && added.first?["name"] as? String == "Meera Das")
        #expect(removed.status == 0 && again.status == 1)
        let names = try await me.run("contacts", "list", "--json").objects().map { $0["status"] as? String }
        #expect(names == ["active", "active", "deleted"])
        await world.server.stop()
    }

    @Test func aFileThatIsNotUsableEndsWithItsExitCode() async throws {
        let world = try await LocalAccounts.start()
        let me = try await world.person(Self.me)
        let page = try write("<html>Sign in</html>", "page.vcf", for: me)

        let none = try await me.run("contacts", "import")
        let missing = try await me.run("contacts", "import", me.home.path + "/nowhere.vcf")
        let nonsense = try await me.run("contacts", "import", page, "--json")
        let wrong = try await me.run("contacts", "add", "12", "Nobody")

        #expect(none.status == 64 && none.errors.contains("contacts.sources"))
        #expect(missing.status == 66 && missing.errors.contains("nowhere.vcf: Can't be read: No such file"))
        #expect(nonsense.status == 65)
        #expect(try nonsense.objects().map { $0["op"] as? String } == ["contactProblem", "contactImport"])
        #expect(wrong.status == 65)
        await world.server.stop()
    }

    /// Byte order mark, Windows line ends, a folded line, quoted-printable with a soft line break: nothing of it shows.
    @Test func aFileOfAnotherSystemIsImportedWithoutAWord() async throws {
        let world = try await LocalAccounts.start()
        let me = try await world.person(Self.me)
        let file = try write(
            "\u{FEFF}BEGIN:VCARD\r\nVERSION:2.1\r\n"
                + "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jos=C3=A9=\r\n =C3=81lvarez\r\n"
                + "TEL;CELL:98100 00001\r\nEND:VCARD\r\n"
                + "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ma\r\n ra\r\nTEL:981\r\n 0000002\r\nEND:VCARD\r\n",
            "other.vcf", for: me)

        let imported = try await me.run("contacts", "import", file)
        let listed = try await me.run("contacts", "list")

        #expect(imported.status == 0 && imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.output.contains("added\t2\n") && imported.output.contains("unreadable\t0\n"))
        #expect(
            listed.output == "+919810000001\tno\tJosé Álvarez\n+919810000002\tno\tMara\n",
            "\(listed.output)")
        await world.server.stop()
    }

    @Test func aHundredThousandEntriesAreImportedAndWhatIsWrongAmongThemIsTold() async throws {
        let world = try await LocalAccounts.start()
        let me = try await world.person(Self.me)
        var text = "Name,Phone 1 - Value\r\n"
        for index in 0..<100_000 { text += "Person \(index),+9198\(10_000_000 + index)\r\n" }
        let file = try write(text + "Nobody,12\r\n", "large.csv", for: me)

        let imported = try await me.run("contacts", "import", file)

        #expect(imported.status == 0)
        #expect(imported.output.contains("added\t100000\n") && imported.output.contains("unreadable\t1\n"))
        #expect(
            imported.errors
                == "vartalap: \(file):100002: Nobody: “12” has too few digits for a number of its country. Check it for "
                + "a missing one.\n")
        await world.server.stop()
    }

    @Test func theSyncFindsTheRegisteredOnesAmongThousandsOnTheRealServer() async throws {
        let world = try await LocalAccounts.start()
        let sample = try await SampleStore()
        let http = try HTTPDirectory()
        func logIn(_ user: UserID) async throws -> String {
            let authenticator = Authenticator(directory: http, design: .v2_8, server: world.server.url)
            return try await authenticator.login(user: user, token: await world.server.issueCode(for: user)).accessKey
        }
        let people = (0..<2500).map { UserID("+9198\(10_000_000 + $0)") }
        for index in [3, 1200, 2499] { _ = try await logIn(people[index]) }
        try await sample.store.upsertContacts(people.map { Contact(user: $0, name: nil) })
        let account = Account(user: StoreSamples.own, server: world.server.url, design: "v2.8")
        let calls = ServerCalls(
            directory: http, design: .v2_8, account: account, accessKey: try await logIn(StoreSamples.own))

        let asked = try await ContactSync(store: sample.store, calls: calls).run(now: StoreSamples.time)

        #expect(asked == 2500)
        let registered = try await sample.store.contacts().filter(\.hasAccount).map(\.user)
        #expect(registered == [people[3], people[1200], people[2499]])
        await world.server.stop()
    }
}
