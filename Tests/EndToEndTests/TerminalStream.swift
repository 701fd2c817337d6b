/// What a program wrote to a terminal, taken apart: texts, and the sequences that the terminal obeys.
struct TerminalStream {
    /// The sequences by kind, without their numbers: `CSI H`, `CSI ?h 2004`, `OSC 2`, `ESC (B`, `C0 13`.
    private(set) var sequences: Set<String> = []
    /// The titles that were set.
    private(set) var titles: [String] = []

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0x1B: readEscape()
            case 0..<0x20, 0x7F: sequences.insert("C0 \(byte)")
            case 0xC2 where (0x80...0x9F).contains(rest.first ?? 0): sequences.insert("C1 \(rest.removeFirst())")
            default: break
            }
        }
    }

    private mutating func readEscape() {
        guard let byte = rest.popFirst() else { return }
        switch Character(Unicode.Scalar(byte)) {
        case "[": readControlSequence()
        case "]": readCommand()
        case "P", "X", "^", "_":
            sequences.insert("string \(Character(Unicode.Scalar(byte)))")
            _ = readString()
        case "(", ")", "*", "+", "#", "%", " ":
            let final = rest.popFirst() ?? 0
            sequences.insert("ESC \(Character(Unicode.Scalar(byte)))\(Character(Unicode.Scalar(final)))")
        default: sequences.insert("ESC \(Character(Unicode.Scalar(byte)))")
        }
    }

    private mutating func readControlSequence() {
        var parameters = ""
        while let byte = rest.popFirst() {
            let character = Character(Unicode.Scalar(byte))
            guard (0x40...0x7E).contains(byte) else {
                parameters.append(character)
                continue
            }
            let marks = parameters.filter { !$0.isNumber && $0 != ";" && $0 != ":" }
            // Modes and window operations differ by their number; the others do not.
            let numbers = "hlt".contains(character) ? " " + parameters.filter { $0.isNumber || $0 == ";" } : ""
            sequences.insert("CSI \(marks)\(character)\(numbers)")
            return
        }
    }

    private mutating func readCommand() {
        let text = readString()
        let number = text.prefix { $0 != ";" }
        sequences.insert("OSC \(number)")
        if ["0", "2"].contains(number) { titles.append(String(text.dropFirst(number.count + 1))) }
    }

    /// Up to BEL or ST.
    private mutating func readString() -> String {
        var bytes: [UInt8] = []
        while let byte = rest.popFirst(), byte != 0x07 {
            if byte == 0x1B {
                rest = rest.dropFirst()
                break
            }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
