import ChatCore
import ChatModel
import Testing

struct PhoneNumberTests {
    @Test(arguments: [
        ("+919876543210", "+919876543210"), ("+91 98765 43210", "+919876543210"), ("98765 43210", "+919876543210"),
        ("09876543210", "+919876543210"), ("98765-43210", "+919876543210"), ("0091 98765 43210", "+919876543210"),
        ("(987) 654-3210", "+919876543210"), ("+91 (0) 98765 43210", "+919876543210"),
        ("tel:+91-98765-43210", "+919876543210"), ("  +91\u{A0}98765\u{A0}43210 ", "+919876543210"),
        ("\u{202A}+919876543210\u{202C}", "+919876543210"), ("९८७६५ ४३२१०", "+919876543210"),
        ("＋91 98765 43210", "+919876543210"), ("+1 415 555 0123", "+14155550123"),
        ("001 (415) 555-0123", "+14155550123"), ("+44 20 7946 0958", "+442079460958"),
        ("+49 (0)30 901820", "+4930901820"), ("91 98765 43210", "+919876543210"),
    ])
    func aNumberInAnyHumanFormIsRead(text: String, expected: String) throws {
        #expect(try PhoneNumber.normalize(text, defaultRegion: "IN") == UserID(expected))
    }

    /// What the phone app does with the same input; nil where it skips the contact. Source: vectors, `derived/phone-*`.
    /// We read two more forms than it does, and do not put a second country code before a first.
    @Test(arguments: [
        ("98765 43210", "+919876543210"), ("09876543210", "+919876543210"), ("+91 98765 43210", "+919876543210"),
        ("+1 415 555 0123", "+14155550123"), ("abc", nil), ("", nil),
    ])
    func thePhoneAppsNumbersAreOurs(text: String, expected: String?) {
        #expect((try? PhoneNumber.normalize(text, defaultRegion: "IN"))?.rawValue == expected)
    }

    @Test(arguments: [
        ("+91 98765 43210", "+919876543210"), ("00919876543210", "+919876543210"), ("+1 415 555 0123", "+14155550123"),
    ])
    func withoutARegionANumberBringsItsCountryCode(text: String, expected: String) throws {
        #expect(try PhoneNumber.normalize(text, defaultRegion: nil) == UserID(expected))
    }

    @Test func aZeroZeroIsAPlusEvenWhereNobodyDialsIt() throws {
        #expect(try PhoneNumber.normalize("00919876543210", defaultRegion: "US") == UserID("+919876543210"))
    }

    @Test(
        arguments: [
            ("", nil, .empty), ("  \n", nil, .empty), ("abc", "IN", .notANumber), ("hello 5", "IN", .notANumber),
            ("1-800-FLOWERS", "US", .notANumber), ("9876543210", nil, .missingCountryCode),
            ("+999 12345678", "IN", .unknownCountryCode), ("+91 98765", "IN", .tooShort),
            ("+91 98765 43210 98765", "IN", .tooLong), ("+91 98765 43210 ext. 7", "IN", .hasExtension),
            ("+91 98765 43210;ext=7", "IN", .hasExtension), ("9876543210", "XX", .unknownRegion("XX")),
            ("98765\u{0}43210x", "IN", .notANumber),
        ] as [(String, String?, PhoneNumberError)])
    func whatIsNoNumberIsRefusedWithTheReason(text: String, region: String?, expected: PhoneNumberError) {
        #expect(throws: expected) { try PhoneNumber.normalize(text, defaultRegion: region) }
        #expect(expected.message(for: text).hasSuffix("."))
    }

    @Test func anEndlessNumberIsTooLong() {
        let text = String(repeating: "9", count: 100_000)

        #expect(throws: PhoneNumberError.tooLong) { try PhoneNumber.normalize(text, defaultRegion: "IN") }
    }

    @Test func aRegionMayBeWrittenSmall() throws {
        #expect(try PhoneNumber.normalize("9876543210", defaultRegion: "in") == UserID("+919876543210"))
    }

    @Test(arguments: [("+919876543210", "IN"), ("+14155550123", "US"), ("+442079460958", "GB"), ("nobody", nil)])
    func aNumberKnowsItsRegion(number: String, region: String?) {
        #expect(PhoneNumber.region(of: UserID(number)) == region)
    }

    @Test(arguments: [
        ("+919876543210", "+91 98765 43210"), ("+14155550123", "+1 415-555-0123"), ("nobody", "nobody"),
    ])
    func aNumberIsShownAsPeopleWriteIt(number: String, shown: String) {
        #expect(PhoneNumber.display(UserID(number)) == shown)
    }
}
