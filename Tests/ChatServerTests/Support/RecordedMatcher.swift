import ChatWire

/// Compares what a recorded run says with what this run says: equal but for the ids that the server mints, which must
/// stand for each other consistently.
struct RecordedMatcher {
    /// Recorded id → the id of this run.
    private var known: [String: String] = [:]

    /// The text of a recorded client, speaking of this run's ids.
    func translate(_ text: String) -> String {
        known.reduce(text) { $0.replacing($1.key, with: $1.value) }
    }

    mutating func matches(recorded: String, actual: String) -> Bool {
        guard let left = try? JSONValue.parse(recorded), let right = try? JSONValue.parse(actual) else {
            return recorded == actual
        }
        return matches(recorded: left, actual: right)
    }

    private mutating func matches(recorded: JSONValue, actual: JSONValue) -> Bool {
        switch (recorded, actual) {
        case (.string(let left), .string(let right)): return matches(string: left, actual: right)
        case (.array(let left), .array(let right)):
            guard left.count == right.count else { return false }
            return zip(left, right).allSatisfy { matches(recorded: $0, actual: $1) }
        case (.object(let left), .object(let right)):
            guard Set(left.map(\.name)) == Set(right.map(\.name)) else { return false }
            return left.allSatisfy { member in
                guard let other = right.last(where: { $0.name == member.name }) else { return false }
                // The server's clock.
                if member.name == "ts", let seconds = other.value.integer { return seconds > 1_700_000_000 }
                return matches(recorded: member.value, actual: other.value)
            }
        default: return recorded == actual
        }
    }

    private mutating func matches(string left: String, actual right: String) -> Bool {
        guard left != right else { return true }
        // An acknowledgement inside a REST answer is JSON in a string.
        guard !left.hasPrefix("{"), !left.hasPrefix("[") else { return matches(recorded: left, actual: right) }
        guard left.utf8.count == right.utf8.count, [22, 24, 36].contains(left.utf8.count) else { return false }
        if let expected = known[left] { return expected == right }
        known[left] = right
        return true
    }
}
