import ChatWire
import Foundation

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
            return recorded == actual || isSameIdentifier(recorded, actual)
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
                if ["ts", "since"].contains(member.name), let time = other.value.integer {
                    return time > 1_700_000_000
                }
                return matches(recorded: member.value, actual: other.value)
            }
        default: return recorded == actual
        }
    }

    private mutating func matches(string left: String, actual right: String) -> Bool {
        guard left != right else { return true }
        // An acknowledgement inside a REST answer is JSON in a string.
        guard !left.hasPrefix("{"), !left.hasPrefix("[") else { return matches(recorded: left, actual: right) }
        // A binary frame inside a REST answer is in base 64, and begins with its version.
        if let recorded = Data(base64Encoded: left), recorded.first == 0x0D, let actual = Data(base64Encoded: right) {
            return matches(recorded: Array(recorded), actual: Array(actual))
        }
        return isSameIdentifier(left, right)
    }

    /// Whether the two are ids that a server gave, and always stand for each other.
    private mutating func isSameIdentifier(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count, [22, 24, 36].contains(left.utf8.count) else { return false }
        if let expected = known[left] { return expected == right }
        known[left] = right
        return true
    }
}

extension RecordedMatcher {
    /// Field by field, but for the ids and times that a server gives; the body as JSON. The entries of a map have no
    /// order, and a message that was written in JSON has the server's time as its own.
    mutating func matches(recorded: [UInt8], actual: [UInt8]) -> Bool {
        guard let left = WireFields(recorded), let right = WireFields(actual) else { return recorded == actual }
        let isServersTime = left[9] == left[21]
        let numbers = Set(left.fields.map(\.number)).union(right.fields.map(\.number))
        for number in numbers.subtracting([20, 21]) {
            let (ours, theirs) = (right[number], left[number])
            if number == 9, isServersTime {
                guard ours == right[21] else { return false }
                continue
            }
            guard ours.count == theirs.count else { return false }
            let pairs = number == 10 ? zip(Self.sorted(theirs), Self.sorted(ours)) : zip(theirs, ours)
            for (recorded, actual) in pairs where !matches(recorded: recorded, actual: actual) {
                return false
            }
        }
        return right[20].count == left[20].count && right[21].count == left[21].count
    }

    /// The entries of a map, names and values, by name.
    private static func sorted(_ entries: [String]) -> [String] {
        let pairs = entries.compactMap { WireFields(Array($0.utf8)) }.map { ($0[1].first ?? "", $0[2].first ?? "") }
        return pairs.sorted { $0.0 < $1.0 }.flatMap { [$0.0, $0.1] }
    }
}
