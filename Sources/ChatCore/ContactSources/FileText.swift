import Foundation

/// Makes text of the bytes of address books, which come in the encodings of thirty years.
enum FileText {
    /// The file as UTF-8 without a byte order mark: UTF-16 is recognised by its own mark.
    static func utf8(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return bytes[3...] }
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes[2...], first: 0, second: 8) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes[2...], first: 8, second: 0) }
        return bytes[...]
    }

    /// `bytes` in the named character set. Bytes that do not fit it are read as Windows-1252, in which almost every byte
    /// means something, rather than refused.
    static func string(_ bytes: some Collection<UInt8>, charset: String? = nil) -> String {
        if let charset, let encoding = encodings[charset.lowercased()] {
            if let text = String(data: Data(bytes), encoding: encoding) { return text }
        } else if let text = String(validating: bytes, as: UTF8.self) {
            return text
        }
        return String(data: Data(bytes), encoding: .windowsCP1252) ?? String(decoding: bytes, as: UTF8.self)
    }

    /// Character sets that old phones wrote, by their IANA names. UTF-8 is not among them: it is the rule.
    private static let encodings: [String: String.Encoding] = [
        "iso-8859-1": .isoLatin1, "iso-8859-2": .isoLatin2, "latin1": .isoLatin1,
        "windows-1250": .windowsCP1250, "windows-1251": .windowsCP1251, "windows-1252": .windowsCP1252,
        "windows-1253": .windowsCP1253, "windows-1254": .windowsCP1254, "shift_jis": .shiftJIS,
        "iso-2022-jp": .iso2022JP, "euc-jp": .japaneseEUC,
    ]

    private static func utf16(_ bytes: ArraySlice<UInt8>, first: UInt16, second: UInt16) -> ArraySlice<UInt8> {
        let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map {
            UInt16(bytes[$0]) << first | UInt16(bytes[$0 + 1]) << second
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)[...]
    }
}
