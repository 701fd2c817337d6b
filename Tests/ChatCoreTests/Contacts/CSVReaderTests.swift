import ChatCore
import Testing

/// Tables of contacts as Google, Outlook and spreadsheets write them.
struct CSVReaderTests {
    private func items(_ text: String) -> [SourceItem] {
        var items: [SourceItem] = []
        CSVReader.read(Array(text.utf8)) { items.append($0) }
        return items
    }

    private func people(_ text: String) -> [SourceContact] {
        items(text).compactMap { if case .contact(let contact) = $0 { contact } else { nil } }
    }

    @Test func googlesOldColumnsAreRead() {
        let text = """
            Name,Given Name,Family Name,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value
            Asha Rao,Asha,Rao,Mobile,+91 98100 00001 ::: 022 1234,Home,
            ,Ravi,Kumar,* Mobile,+91 98100 00002,Work,"044, 5678"
            """

        #expect(people(text).map(\.name) == ["Asha Rao", "Ravi Kumar"])
        #expect(
            people(text).map { $0.numbers.map { $0.text.filter { !$0.isWhitespace } } } == [
                ["+919810000001", "0221234"], ["+919810000002", "044,5678"],
            ])
        #expect(people(text).map(\.line) == [2, 3])
    }

    @Test func googlesNewColumnsAreRead() {
        let text = #"""
            First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Name Suffix,Nickname,File As,\#
            Organization Name,Birthday,Notes,Labels,Phone 1 - Label,Phone 1 - Value
            Asha,K.,Rao,,Dr.,,Ash,,,,"two
            lines, ""quoted""",* myContacts,Mobile,+91 98100 00001
            ,,,,,,,,Chai Stall,,,,,+91 98100 00002
            """#

        #expect(people(text).map(\.name) == ["Dr. Asha K. Rao", "Chai Stall"])
        #expect(people(text).map(\.line) == [2, 4])
    }

    @Test(arguments: [
        "Name,Phone\nAsha,1\n", "\u{FEFF}name;mobile\r\nAsha;1\r\n", "NAME\tNumber\rAsha\t1\r",
        "\"Name\",\"Phone\"\n\"Asha\",\"1\"", "Phone,Name\n1,Asha\n\n,\n",
        "Display Name,Mobile Phone,Home Phone\nAsha,1",
    ]) func plainTablesOfEverySystemAreRead(text: String) {
        #expect(people(text).map(\.name) == ["Asha"])
        #expect(people(text).map { $0.numbers.map(\.text) } == [["1"]])
    }

    @Test func aStrayQuotationMarkIsText() {
        let text = "Name,Phone\nAsha \"Ash\" Rao,1\n\"Ra\"vi,2\nInes,\u{301}3\n"

        #expect(people(text).map(\.name) == ["Asha \"Ash\" Rao", "Ravi", "Ines"])
        #expect(people(text).count == 3)
    }

    @Test func aQuotationMarkThatNeverEndsIsToldWithItsLine() {
        #expect(
            items("Name,Phone\nAsha,1\n\"Ravi,2\nMeera,3\n") == [
                .contact(SourceContact(name: "Asha", numbers: [.init(text: "1", line: 2)], line: 2)),
                .problem(.endlessQuote, line: 3, name: nil),
            ])
        #expect(items("\"Name,Phone\nAsha,1") == [.problem(.endlessQuote, line: 1, name: nil)])
    }

    @Test(arguments: ["", "\n", "Name,Mail\nAsha,asha@example.org\n", "<html>"])
    func aTableWithoutNumbersIsTold(text: String) {
        #expect(items(text) == [.problem(.noNumberColumn, line: 1, name: nil)])
    }

    @Test func rowsMayBeShorterOrLongerThanTheHeader() {
        #expect(people("Name,Phone\nAsha\nRavi,2,3,4\n").map { $0.numbers.map(\.text) } == [[], ["2"]])
    }
}
