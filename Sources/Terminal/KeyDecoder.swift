/// What a terminal sends, as a screen passes it on: a byte, or a key that the terminal's description named.
package enum KeyInput: Hashable, Sendable {
    case byte(UInt8)
    case key(KeyEvent)
}

/// Turns bytes into keys: UTF-8, control characters, Alt as a leading ESC, control sequences, pasted text and focus.
///
/// ESC alone and the start of a sequence differ only in time, so the reader says with `flush` that nothing more came.
package struct KeyDecoder: Sendable {
    private var state = State.ground
    private var utf8 = UTF8Collector()
    /// Whether the scalar being collected follows ESC.
    private var isAlt = false
    private var paste = PasteCollector()
    /// Bytes since the latest flush, and the latest of them.
    private var batch: (count: Int, last: UInt8) = (0, 0)

    private enum State: Hashable {
        case ground
        /// After ESC; `isAlt` after two of them.
        case escape(isAlt: Bool)
        case sequence([UInt8], isAlt: Bool)
        /// After ESC O.
        case singleShift(isAlt: Bool)
        case pasting
    }

    /// A control sequence longer than this is noise.
    private static let sequenceLimit = 32

    package init() {}

    /// Whether pasted text is coming in: then the reader should pass bytes alone.
    package var isPasting: Bool { state == .pasting }

    package mutating func feed(_ input: KeyInput) -> [TerminalEvent] {
        switch input {
        case .byte(let byte): return feed(byte)
        case .key(let event):
            if isPasting { return [] }
            guard case .escape = state else { return flush() + [.key(event)] }
            state = .ground
            return [.key(KeyEvent(event.key, event.modifiers.union(.alt)))]
        }
    }

    /// Says that no more bytes wait: what could have been the start of a sequence was a key.
    package mutating func flush() -> [TerminalEvent] {
        defer { batch.count = 0 }
        switch state {
        case .escape(let isAlt):
            state = .ground
            let escape = TerminalEvent.key(KeyEvent(.escape))
            return isAlt ? [escape, escape] : [escape]
        case .sequence([], _):
            state = .ground
            return [.key(KeyEvent(.scalar("["), .alt))]
        case .singleShift:
            state = .ground
            return [.key(KeyEvent(.scalar("O"), .alt))]
        case .pasting where batch == (1, 0x03):
            // Ctrl+C typed by hand: the end of the paste never came.
            return endPaste()
        case .ground, .sequence, .pasting:
            return []
        }
    }

    private mutating func feed(_ byte: UInt8) -> [TerminalEvent] {
        batch = (batch.count + 1, byte)
        switch state {
        case .ground:
            return ground(byte, isAlt: false)
        case .escape(let isAlt):
            return escape(byte, isAlt: isAlt)
        case .sequence(let bytes, let isAlt):
            return sequence(bytes, byte, isAlt: isAlt)
        case .singleShift(let isAlt):
            state = .ground
            if let key = ControlSequence.singleShift(byte) { return [.key(isAlt ? key.withAlt : key)] }
            return [.key(KeyEvent(.scalar("O"), .alt))] + ground(byte, isAlt: false)
        case .pasting:
            return paste.take(byte) ? endPaste() : []
        }
    }

    private mutating func ground(_ byte: UInt8, isAlt: Bool) -> [TerminalEvent] {
        if byte == 0x1B {
            state = .escape(isAlt: isAlt)
            return []
        }
        if !utf8.isCollecting { self.isAlt = isAlt }
        guard let scalar = utf8.take(byte) else { return [] }
        guard let key = KeyEvent(typed: scalar) else { return [] }
        return [.key(self.isAlt ? key.withAlt : key)]
    }

    private mutating func escape(_ byte: UInt8, isAlt: Bool) -> [TerminalEvent] {
        state = .ground
        switch byte {
        case 0x1B where isAlt:
            state = .escape(isAlt: true)
            return [.key(KeyEvent(.escape))]
        case 0x1B: state = .escape(isAlt: true)
        case UInt8(ascii: "["): state = .sequence([], isAlt: isAlt)
        case UInt8(ascii: "O"): state = .singleShift(isAlt: isAlt)
        default: return ground(byte, isAlt: true)
        }
        return []
    }

    private mutating func sequence(_ bytes: [UInt8], _ byte: UInt8, isAlt: Bool) -> [TerminalEvent] {
        switch byte {
        case UInt8(ascii: "$") where bytes.first.map { 0x30...0x39 ~= $0 } == true, 0x40...0x7E:
            state = .ground
        case 0x20...0x3F where bytes.count < Self.sequenceLimit:
            state = .sequence(bytes + [byte], isAlt: isAlt)
            return []
        case 0x1B:
            state = .escape(isAlt: false)
            return []
        default:
            state = .ground
            return []
        }
        switch ControlSequence.meaning(of: bytes, final: byte) {
        case .key(let key): return [.key(isAlt ? key.withAlt : key)]
        case .focus(let isFocused): return [.focused(isFocused)]
        case .pasteBegins: state = .pasting
        case nil: break
        }
        return []
    }

    private mutating func endPaste() -> [TerminalEvent] {
        state = .ground
        return [.paste(paste.finish())]
    }
}

extension KeyEvent {
    fileprivate var withAlt: KeyEvent { KeyEvent(key, modifiers.union(.alt)) }

    /// The key behind one scalar as it was typed; nil for C1 controls, which no key sends.
    fileprivate init?(typed scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x00: self.init(.scalar(" "), .control)
        case 0x08, 0x7F: self.init(.backspace)
        case 0x09: self.init(.tab)
        case 0x0D: self.init(.enter)
        case 0x01...0x1A: self.init(.scalar(Unicode.Scalar(UInt8(scalar.value) + 0x60)), .control)
        case 0x1B...0x1F: self.init(.scalar(Unicode.Scalar(UInt8(scalar.value) + 0x40)), .control)
        case 0x80...0x9F: return nil
        default: self.init(.scalar(scalar))
        }
    }
}
