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

    /// Draws ten letters from each random number, not one: the system is asked for each of these, and every message on
    /// its way gets an id.
    private static func random(_ count: Int, of alphabet: StaticString) -> String {
        let size = UInt64(alphabet.utf8CodeUnitCount)
        var drawn: UInt64 = 0
        return String(unsafeUninitializedCapacity: count) { letters in
            for index in 0..<count {
                if index % 10 == 0 { drawn = .random(in: 0 ... .max) }
                letters[index] = alphabet.utf8Start[Int(drawn % size)]
                drawn /= size
            }
            return count
        }
    }
}
