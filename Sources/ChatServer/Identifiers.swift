import FoundationEssentials

/// The shapes of the ids that the servers mint.
enum Identifiers {
    /// A version 4 UUID in lower case: access keys and group ids.
    static func uuid() -> String {
        UUID().uuidString.lowercased()
    }

    /// 22 characters of base 58: ids of messages that the server itself says.
    static func short() -> String {
        random(22, of: "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
    }

    /// 24 hex digits: the document id that a fetched group shows.
    static func object() -> String {
        random(24, of: "0123456789abcdef")
    }

    /// Six decimal digits: a one-time code.
    static func code() -> String {
        random(6, of: "0123456789")
    }

    private static func random(_ count: Int, of alphabet: String) -> String {
        let letters = Array(alphabet)
        return String((0..<count).map { _ in letters[Int.random(in: letters.indices)] })
    }
}
