/// Walks one text frame of any JSON form down to the objects that are messages.
///
/// Servers nest in three ways: one object; an array of objects (a replay up to v2.7); strings that hold JSON again (a
/// replay of v1, once more for each time it was stored back). Everything found is an item; nothing is dropped.
struct JSONFrameReader {
    /// Strings in strings that are followed; each level at least doubles the escapes, so real ones stay far below.
    private static let nestingLimit = 8

    func read(_ frame: Frame) -> [DecodedItem] {
        guard case .text(let text) = frame else { return [.unreadable(.notJSON, raw: frame)] }
        if text == "pong" { return [.pong] }
        do {
            let value = try JSONValue.parse(text)
            return items(in: value, raw: { frame }, isReplay: false, nesting: 0)
        } catch {
            return [.unreadable(error, raw: frame)]
        }
    }

    /// - Parameter raw: what to keep of `value` if it cannot be read; a closure, because writing JSON again costs.
    private func items(in value: JSONValue, raw: () -> Frame, isReplay: Bool, nesting: Int) -> [DecodedItem] {
        switch value {
        case .object:
            do {
                return [.envelope(try EnvelopeReader(value, isReplay: isReplay).read())]
            } catch {
                return [.unreadable(error, raw: raw())]
            }
        case .array(let elements):
            return items(inArray: elements, isReplay: isReplay || elements.count > 1, nesting: nesting)
        case .string(let text):
            return items(inString: text, nesting: nesting)
        default:
            return [.unreadable(.notAnObject, raw: raw())]
        }
    }

    /// Bare numbers and words of an array are kept together in one item, so that a hostile array of a million zeroes
    /// does not become a million items.
    private func items(inArray elements: [JSONValue], isReplay: Bool, nesting: Int) -> [DecodedItem] {
        var items: [DecodedItem] = []
        var scalars: [JSONValue] = []
        for element in elements {
            switch element {
            case .object, .array, .string:
                items += self.items(
                    in: element, raw: { .text(element.text) }, isReplay: isReplay, nesting: nesting)
            default: scalars.append(element)
            }
        }
        if !scalars.isEmpty {
            items.append(.unreadable(.notAnObject, raw: .text(JSONValue.array(scalars).text)))
        }
        return items
    }

    private func items(inString text: String, nesting: Int) -> [DecodedItem] {
        guard nesting < Self.nestingLimit else {
            return [.unreadable(.tooDeep(limit: Self.nestingLimit), raw: .text(text))]
        }
        do {
            let value = try JSONValue.parse(text)
            return items(in: value, raw: { .text(text) }, isReplay: true, nesting: nesting + 1)
        } catch {
            return [.unreadable(error, raw: .text(text))]
        }
    }
}
