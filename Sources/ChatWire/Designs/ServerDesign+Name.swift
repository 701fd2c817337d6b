extension ServerDesign {
    /// Every design that this program speaks, oldest first.
    package static let all: [ServerDesign] = [
        v1, v2_0, v2_2, v2_3, v2_5, v2_6, v2_7, v2_8, v2_8Protobuf, v3, v3Protobuf,
    ]

    /// The design that configuration or a stored account names; nil when there is none of that name.
    ///
    /// Takes the names of `all` in any case, without the `v`, and with the number of a release: `2.8`, `V2.8`,
    /// `v2.8.3`, `v3.0.0-dev.2`. A form may follow: `v2.8-protobuf`, `2.8 binary`, `v3-json`.
    package static func named(_ name: String) -> ServerDesign? {
        let name = DesignName(name)
        return all.first { $0.name == name.canonical }
    }

    /// Names of `all` that somebody who wrote `name` may have meant, the likeliest only; empty when none is near.
    package static func names(near name: String) -> [String] {
        let wanted = DesignName(name).canonical
        let longer = all.map(\.name).filter { $0.hasPrefix(wanted) && wanted.count > 1 }
        guard longer.isEmpty else { return longer }
        let distances = all.map { ($0.name, EditDistance.between($0.name, wanted)) }
        guard let least = distances.map(\.1).min(), least <= 2, least < wanted.count else { return [] }
        return distances.filter { $0.1 == least }.map(\.0)
    }
}

/// What somebody wrote for a design, brought to the spelling of `ServerDesign.all`.
struct DesignName {
    let canonical: String

    init(_ written: String) {
        let words = written.lowercased().split { " -_/+,:".contains($0) }
        let version = words.first.map { $0.hasPrefix("v") ? $0.dropFirst() : $0 } ?? ""
        let form = words.dropFirst().contains { ["protobuf", "binary", "pb"].contains($0) } ? "-protobuf" : ""
        canonical = "v" + Self.design(of: String(version)) + form
    }

    /// The number of the design that a release is of: v1 and v3 are one each, later ones are told by two numbers.
    private static func design(of version: String) -> String {
        let numbers = version.split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.allSatisfy({ Int($0) != nil }) else { return version }
        switch numbers.first {
        case "1" where numbers.dropFirst().allSatisfy { $0 == "0" }: return "1"
        case "3" where numbers.dropFirst().allSatisfy { $0 == "0" }: return "3"
        default: return numbers.prefix(2).joined(separator: ".")
        }
    }
}

/// How many letters have to be put in, taken out or changed to make one name of another (Levenshtein).
enum EditDistance {
    static func between(_ one: String, _ other: String) -> Int {
        let other = Array(other)
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var diagonal = index
            row[0] = index + 1
            for (place, otherLetter) in other.enumerated() {
                let change = diagonal + (letter == otherLetter ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = min(change, diagonal + 1, row[place] + 1)
            }
        }
        return row[other.count]
    }
}
