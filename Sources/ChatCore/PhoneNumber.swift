import CPhoneNumber
package import ChatModel

/// Turns phone numbers as people write them into the identities that travel on the wire, and back.
package enum PhoneNumber {
    /// Bytes; what is longer is no number in any script or spacing, and would only cost libphonenumber's time.
    private static let longestInput = 500

    /// Reads a number in any human form: with spaces, dashes, brackets, other scripts' digits, `00` for `+`, or as a
    /// `tel:` URI.
    ///
    /// The length is checked against the country's rules, whether the number is in use is not.
    ///
    /// - Parameter defaultRegion: where a number without a country code belongs, two letters of ISO 3166-1; nil when
    ///   it must bring its own.
    package static func normalize(_ text: String, defaultRegion: String?) throws(PhoneNumberError) -> UserID {
        let region = try defaultRegion.map(knownRegion)
        guard text.utf8.count <= longestInput else { throw text.contains(where: \.isNumber) ? .tooLong : .notANumber }
        var text = text
        if text.lowercased().hasPrefix("tel:") { text.removeFirst(4) }
        guard text.contains(where: \.isNumber) else { throw text.allSatisfy(\.isWhitespace) ? .empty : .notANumber }
        do {
            return try parse(text, region: region)
        } catch {
            // Only some regions dial 00 before a country code, but people everywhere write it for the plus.
            guard let international = withPlus(text) else { throw error }
            return try parse(international, region: region)
        }
    }

    /// The region that a number belongs to, as the default for numbers that its owner writes.
    package static func region(of user: UserID) -> String? {
        answer { cphone_region(user.rawValue, user.rawValue.utf8.count, $0) ? CPHONE_OK : CPHONE_NOT_A_NUMBER }.text
    }

    /// A number with the spaces that people of its country write, `+91 98765 43210`; unchanged when it is no number.
    package static func display(_ user: UserID) -> String {
        let count = user.rawValue.utf8.count
        return answer { cphone_format(user.rawValue, count, $0) ? CPHONE_OK : CPHONE_NOT_A_NUMBER }.text
            ?? user.rawValue
    }

    private static func knownRegion(_ region: String) throws(PhoneNumberError) -> String {
        let upper = region.uppercased()
        guard cphone_knows_region(upper) else { throw .unknownRegion(region) }
        return upper
    }

    private static func parse(_ text: String, region: String?) throws(PhoneNumberError) -> UserID {
        let (result, number) = answer { cphone_normalize(text, text.utf8.count, region ?? "ZZ", $0) }
        if let number {
            // libphonenumber reads letters as the digits of a keypad; a typing mistake must not become a number.
            guard !text.contains(where: \.isLetter) else { throw .notANumber }
            return UserID(number)
        }
        switch result {
        case CPHONE_UNKNOWN_COUNTRY_CODE where region == nil && !text.contains("+") && !text.contains("＋"):
            throw .missingCountryCode
        case CPHONE_UNKNOWN_COUNTRY_CODE: throw .unknownCountryCode
        case CPHONE_TOO_SHORT: throw .tooShort
        case CPHONE_TOO_LONG: throw .tooLong
        case CPHONE_WRONG_LENGTH: throw .wrongLength
        case CPHONE_HAS_EXTENSION: throw .hasExtension
        default: throw .notANumber
        }
    }

    /// The number with `+` for its leading `00`; nil when it has none.
    private static func withPlus(_ text: String) -> String? {
        let trimmed = text.drop { !$0.isNumber && $0 != "+" }
        return trimmed.hasPrefix("00") ? "+" + trimmed.dropFirst(2) : nil
    }

    private static func answer(
        _ body: (UnsafeMutablePointer<CChar>) -> cphone_result
    ) -> (result: cphone_result, text: String?) {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CPHONE_CAPACITY)) { buffer in
            guard let start = buffer.baseAddress else { return (CPHONE_NOT_A_NUMBER, nil) }
            let result = body(start)
            return (result, result == CPHONE_OK ? String(cString: start) : nil)
        }
    }
}

/// Why a text is no phone number that can be used.
package enum PhoneNumberError: Error, Hashable, Sendable {
    case empty
    case notANumber
    /// Neither a country code nor a default region.
    case missingCountryCode
    case unknownCountryCode
    case unknownRegion(String)
    case tooShort
    case tooLong
    /// No number of that country has this many digits.
    case wrongLength
    case hasExtension

    /// The user's sentence about `text`: what is wrong, then what to do.
    package func message(for text: String) -> String {
        switch self {
        case .empty:
            "The phone number is empty. Write it like +919876543210."
        case .notANumber:
            "“\(text)” is not a phone number. Write it like +919876543210."
        case .missingCountryCode:
            "“\(text)” has no country code. Write it like +919876543210."
        case .unknownCountryCode:
            "“\(text)” begins with a country code that does not exist. Check the digits after the plus."
        case .unknownRegion(let region):
            "“\(region)” is not a region. Write two letters, such as IN or US."
        case .tooShort:
            "“\(text)” has too few digits for a number of its country. Check it for a missing one."
        case .tooLong:
            "“\(text)” has too many digits for a number of its country. Check it for an extra one."
        case .wrongLength:
            "“\(text)” has a number of digits that no number of its country has. Check it."
        case .hasExtension:
            "“\(text)” has an extension, which has no account of its own. Leave the extension out."
        }
    }
}
