/// What the sequences mean that terminals send for keys, as xterm and those after it write them.
enum ControlSequence {
    enum Meaning: Hashable {
        case key(KeyEvent)
        case focus(Bool)
        case pasteBegins
    }

    /// The meaning of ESC [ `parameters` `final`; nil for the many that are no key.
    static func meaning(of parameters: [UInt8], final: UInt8) -> Meaning? {
        // Answers to questions begin with one of `<=>?`.
        if let first = parameters.first, 0x3C...0x3F ~= first { return nil }
        let numbers = self.numbers(parameters)
        let first = numbers.first ?? 0
        let modifiers = KeyEvent.Modifiers(parameter: numbers.count > 1 ? numbers[1] : 1)
        switch final {
        case UInt8(ascii: "I"): return .focus(true)
        case UInt8(ascii: "O"): return .focus(false)
        case UInt8(ascii: "Z"): return .key(KeyEvent(.tab, .shift))
        case UInt8(ascii: "~") where first == 200: return .pasteBegins
        case UInt8(ascii: "~") where first == 27 && numbers.count > 2: return key(code: numbers[2], modifiers)
        case UInt8(ascii: "~"): return tilde(first).map { .key(KeyEvent($0, modifiers)) }
        case UInt8(ascii: "^"): return tilde(first).map { .key(KeyEvent($0, .control)) }
        case UInt8(ascii: "$"): return tilde(first).map { .key(KeyEvent($0, .shift)) }
        case UInt8(ascii: "u"): return key(code: first, modifiers)
        case UInt8(ascii: "a")...UInt8(ascii: "d"):
            return letter(final - 0x20).map { .key(KeyEvent($0, .shift)) }
        default: return letter(final).map { .key(KeyEvent($0, modifiers)) }
        }
    }

    /// The key of ESC O `byte`.
    static func singleShift(_ byte: UInt8) -> KeyEvent? {
        if UInt8(ascii: "a")...UInt8(ascii: "d") ~= byte { return letter(byte - 0x20).map { KeyEvent($0, .control) } }
        if byte == UInt8(ascii: "M") { return KeyEvent(.enter) }
        // The number pad: `*` to `9`.
        if UInt8(ascii: "j")...UInt8(ascii: "y") ~= byte { return KeyEvent(.scalar(Unicode.Scalar(byte - 0x40))) }
        return letter(byte).map { KeyEvent($0) }
    }

    private static func letter(_ byte: UInt8) -> KeyEvent.Key? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(byte - UInt8(ascii: "P")) + 1)
        default: nil
        }
    }

    private static func tilde(_ number: Int) -> KeyEvent.Key? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23...26: .function(number - 12)
        case 28, 29: .function(number - 13)
        case 31...34: .function(number - 14)
        default: nil
        }
    }

    /// A key by its code point, as terminals with extended reports name it.
    private static func key(code: Int, _ modifiers: KeyEvent.Modifiers) -> Meaning? {
        switch code {
        case 9: return .key(KeyEvent(.tab, modifiers))
        case 13, 57414: return .key(KeyEvent(.enter, modifiers))
        case 27: return .key(KeyEvent(.escape, modifiers))
        case 8, 127: return .key(KeyEvent(.backspace, modifiers))
        case ..<0x20, 0x80..<0xA0, 0xE000..<0xF900: return nil
        default: return Unicode.Scalar(UInt32(code)).map { .key(KeyEvent(.scalar($0), modifiers)) }
        }
    }

    /// The numbers between semicolons, without what follows a colon; a missing one is 0.
    private static func numbers(_ parameters: [UInt8]) -> [Int] {
        parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { part in
            let digits = part.prefix { 0x30...0x39 ~= $0 }.prefix(7)
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
    }
}

extension KeyEvent.Modifiers {
    /// From the number that xterm sends: one more than the sum of 1 for Shift, 2 for Alt and 4 for Control.
    init(parameter: Int) {
        let bits = max(0, parameter - 1)
        self = []
        if bits & 1 != 0 { insert(.shift) }
        if bits & 2 != 0 { insert(.alt) }
        if bits & 4 != 0 { insert(.control) }
    }
}
