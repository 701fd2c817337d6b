import ChatWire

/// The validation of request bodies with the real services' messages, all mistakes at once, one a line.
struct PayloadRule: Sendable {
    enum Kind: Sendable {
        case string
        /// A string that may also be `null` or empty.
        case nullableString
        case number
        /// A list of strings, with at most that many of them.
        case strings(atMost: Int?)
    }

    struct Field: Sendable {
        var name: String
        var kind: Kind
        var isRequired = false
    }

    let fields: [Field]

    init(_ fields: [Field]) {
        self.fields = fields
    }

    /// The body, checked.
    ///
    /// - Throws: `ServerRefusal.badRequest` with every mistake.
    func check(_ payload: JSONValue?) throws(ServerRefusal) -> JSONValue {
        guard let payload, let members = payload.members else {
            throw .badRequest("\"value\" must be of type object")
        }
        var mistakes: [String] = []
        for field in fields {
            guard let value = members.last(where: { $0.name == field.name })?.value else {
                if field.isRequired { mistakes.append("\"\(field.name)\" is required") }
                continue
            }
            mistakes += Self.mistakes(in: value, named: field.name, kind: field.kind)
        }
        let known = Set(fields.map(\.name))
        mistakes += members.filter { !known.contains($0.name) }.map { "\"\($0.name)\" is not allowed" }
        guard mistakes.isEmpty else { throw .badRequest(mistakes.joined(separator: "\n")) }
        return payload
    }

    private static func mistakes(in value: JSONValue, named name: String, kind: Kind) -> [String] {
        switch (kind, value) {
        case (.string, .string(let text)): text.isEmpty ? ["\"\(name)\" is not allowed to be empty"] : []
        case (.nullableString, .string), (.nullableString, .null): []
        case (.string, _), (.nullableString, _): ["\"\(name)\" must be a string"]
        case (.number, .integer), (.number, .decimal): []
        case (.number, .string(let digits)) where Double(digits) != nil: []
        case (.number, _): ["\"\(name)\" must be a number"]
        case (.strings(let limit), .array(let items)): mistakes(in: items, named: name, atMost: limit)
        case (.strings, _): ["\"\(name)\" must be an array"]
        }
    }

    /// The mistakes of a list; an item is named by its place.
    static func mistakes(in items: [JSONValue], named name: String, atMost limit: Int?) -> [String] {
        var mistakes = items.enumerated().flatMap { index, item in
            Self.mistakes(in: item, named: "\(name)[\(index)]", kind: .string)
        }
        if let limit, items.count > limit {
            mistakes.append("\"\(name)\" must contain less than or equal to \(limit) items")
        }
        return mistakes
    }
}
