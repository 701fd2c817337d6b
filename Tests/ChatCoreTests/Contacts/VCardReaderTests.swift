import ChatCore
import Testing

/// Cards as people's address books really hold them.
struct VCardReaderTests {
    private func items(_ text: String) -> [SourceItem] {
        items(Array(text.utf8))
    }

    private func items(_ bytes: [UInt8]) -> [SourceItem] {
        var items: [SourceItem] = []
        VCardReader.read(bytes) { items.append($0) }
        return items
    }

    private func people(_ text: String) -> [SourceContact] {
        items(text).compactMap { if case .contact(let contact) = $0 { contact } else { nil } }
    }

    private func card(_ lines: String...) -> String {
        (["BEGIN:VCARD", "VERSION:3.0"] + lines + ["END:VCARD"]).joined(separator: "\n") + "\n"
    }

    @Test func aCardOfVersion3IsReadWithItsLines() {
        let text = "\n" + card("FN:Asha Rao", "N:Rao;Asha;;;", "TEL;TYPE=CELL,VOICE:+91 98100 00001", "TEL:0222 1")

        #expect(
            people(text) == [
                SourceContact(
                    name: "Asha Rao",
                    numbers: [.init(text: "+91 98100 00001", line: 6), .init(text: "0222 1", line: 7)], line: 2)
            ])
    }

    @Test func aCardOfVersion4MayHoldURIsAndGroups() {
        let text = card(
            "item1.TEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+91-98100-00001", "item1.X-ABLabel:_$!<Home>!$_",
            "fn;language=en:Asha")

        #expect(people(text).map(\.name) == ["Asha"])
        #expect(people(text).flatMap(\.numbers).map(\.text) == ["tel:+91-98100-00001"])
    }

    @Test(arguments: ["\r\n", "\r", "\n"]) func anySystemsLineEndsAreRead(end: String) {
        let text = card("FN:Asha", "TEL:1") + card("FN:Ravi", "TEL:2")
        let people = people(text.split(separator: "\n").joined(separator: end))

        #expect(people.map(\.name) == ["Asha", "Ravi"])
        #expect(people.map(\.line) == [1, 6])
    }

    @Test func aByteOrderMarkIsNoPartOfTheCard() {
        #expect(people("\u{FEFF}" + card("FN:Asha", "TEL:1")).map(\.name) == ["Asha"])
        let wide = "\u{FEFF}" + card("FN:अशा", "TEL:1")
        for isBig in [false, true] {
            let bytes = wide.utf16.flatMap {
                isBig ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)]
            }
            #expect(items(bytes).count == 1)
            #expect(
                items(bytes).first == .contact(SourceContact(name: "अशा", numbers: [.init(text: "1", line: 4)], line: 1))
            )
        }
    }

    @Test func foldedLinesAreJoinedEvenInsideACharacter() {
        #expect(people(card("FN:Asha", " Rao", "TE", " L:+91", "\t1")).first?.numbers.map(\.text) == ["+911"])
        var bytes = Array("BEGIN:VCARD\r\nFN:Jos".utf8)
        bytes += [0xC3] + Array("\r\n ".utf8) + [0xA9] + Array("\r\nEND:VCARD\r\n".utf8)
        #expect(items(bytes) == [.contact(SourceContact(name: "José", numbers: [], line: 1))])
    }

    @Test func quotedPrintableIsDecodedWithItsSoftLineBreaks() {
        let text = card(
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E0=A4=85=E0=A4=B6=", "=E0=A4=BE =", "Rao",
            "N;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Rao;Asha", "TEL;CELL;QUOTED-PRINTABLE:=2B91=", "1")

        #expect(people(text).first?.name == "अशा Rao")
        #expect(people(text).first?.numbers.map(\.text) == ["+911"])
    }

    @Test func oldCharacterSetsAreRead() {
        let named = Array("BEGIN:VCARD\nFN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Jos=E9\nEND:VCARD".utf8)
        let silent = Array("BEGIN:VCARD\nFN:Jos".utf8) + [0xE9] + Array("\nEND:VCARD".utf8)

        #expect(items(named) == [.contact(SourceContact(name: "José", numbers: [], line: 1))])
        #expect(items(silent) == items(named))
    }

    @Test(arguments: [
        ("FN:Rao\\, Asha\\; Dr.\\nBombay", "Rao, Asha; Dr. Bombay"), ("N:Rao;Asha;K.;Dr.;PhD", "Dr. Asha K. Rao PhD"),
        ("N:Rao\\;Iyer;Asha", "Asha Rao;Iyer"), ("NICKNAME:Ash", "Ash"),
        ("ORG:Chai Stall;Kitchen", "Chai Stall Kitchen"),
        ("FN: \nN:;;;;\nNICKNAME:Ash", "Ash"), ("TEL:1", nil),
    ]) func theNameIsTheBestOneThereIs(line: String, name: String?) {
        #expect(people(card(line)).map(\.name) == [name])
    }

    @Test func aCardWithoutAnEndIsToldAndTaken() {
        let text = "BEGIN:VCARD\nFN:Asha\nTEL:1\n" + card("FN:Ravi", "TEL:2") + "BEGIN:VCARD\nFN:Meera\nTEL:3"

        #expect(people(text).map(\.name) == ["Asha", "Ravi", "Meera"])
        #expect(
            items(text).filter { if case .problem = $0 { true } else { false } } == [
                .problem(.unfinishedCard, line: 1, name: "Asha"), .problem(.unfinishedCard, line: 9, name: "Meera"),
            ])
    }

    @Test func aFileWithoutACardIsTold() {
        #expect(items("") == [.problem(.noCard, line: 1, name: nil)])
        #expect(items("<!DOCTYPE html>\n<p>Sign in</p>") == [.problem(.noCard, line: 1, name: nil)])
    }

    @Test func photosAndUnknownPropertiesArePassedOver() {
        let photo = (0..<2000).map { _ in " /9j/4AAQSkZJRgABAQAAAQABAAD:;=" }
        let text = card("PHOTO;ENCODING=b;TYPE=JPEG:/9j/", photo.joined(separator: "\n"), "X-A:1", "junk", "FN:Asha")

        #expect(people(text).map(\.name) == ["Asha"])
    }

    @Test func aNameIsOneLineOfBoundedLength() {
        let marks = String(repeating: "\u{301}", count: 100_000)
        let name = people(card("FN:a\\nb\u{7}\tc" + marks)).first?.name

        #expect(name?.unicodeScalars.starts(with: "a b c".unicodeScalars) == true)
        #expect((name?.unicodeScalars.count ?? .max) <= 800)
    }
}
