/// Any JSON value, exactly as it was written: the common ground of every JSON form on the wire.
///
/// Written here rather than decoded by Foundation's `JSONDecoder`, because frames come from strangers: 64-bit numbers
/// must not pass through `Double`, the unknown parts of a message must be kept in their order and spelling, and
/// depth, size and count have to be limited while parsing, not afterwards. Parsing is `JSONValue.parse(_:limits:)`.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number that is no 64-bit integer, in the digits of its author: `2.1`, `1e3`.
    case decimal(String)
    case string(String)
    case array([JSONValue])
    /// Members in the order of the text. A name may come twice; the last one counts, as in JavaScript.
    case object([Member])

    /// One name and its value in an object.
    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The member of that name; nil when there is none, when it is `null`, or when this is no object.
    ///
    /// Absent and `null` mean the same in every server design, so readers need not tell them apart.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        guard let value = members.last(where: { $0.name == name })?.value, value != .null else { return nil }
        return value
    }

    package var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The number as a 64-bit integer; also for `5.0` and `1e3`, nil for what has no exact one.
    package var integer: Int64? {
        switch self {
        case .integer(let integer): integer
        case .decimal(let digits): Double(digits).flatMap { Int64(exactly: $0) }
        default: nil
        }
    }

    package var array: [JSONValue]? {
        if case .array(let array) = self { array } else { nil }
    }

    package var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) {
        self = .string(value)
    }

    package init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    package init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    package init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
