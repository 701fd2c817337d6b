import CNCurses
import Terminal

/// Reads what waits on the terminal and has it decoded.
struct CursesKeys {
    private var decoder = KeyDecoder()

    /// The events of everything that has arrived, without waiting.
    mutating func read() -> [TerminalEvent] {
        var events: [TerminalEvent] = []
        while true {
            let code = Int(cn_read())
            guard code != CN_NOTHING else { break }
            let wasPasting = decoder.isPasting
            if let input = Self.input(code) { events += decoder.feed(input) }
            if decoder.isPasting != wasPasting { cn_recognise_keys(wasPasting) }
        }
        let wasPasting = decoder.isPasting
        events += decoder.flush()
        if decoder.isPasting != wasPasting { cn_recognise_keys(true) }
        return events
    }

    private static func input(_ code: Int) -> KeyInput? {
        if let byte = UInt8(exactly: code) { return .byte(byte) }
        let isShifted = code & CN_KEY_SHIFT != 0
        guard let key = key(code & ~CN_KEY_SHIFT) else { return nil }
        return .key(KeyEvent(key, isShifted ? .shift : []))
    }

    private static func key(_ code: Int) -> KeyEvent.Key? {
        switch code {
        case CN_KEY_UP: .up
        case CN_KEY_DOWN: .down
        case CN_KEY_LEFT: .left
        case CN_KEY_RIGHT: .right
        case CN_KEY_HOME: .home
        case CN_KEY_END: .end
        case CN_KEY_PAGE_UP: .pageUp
        case CN_KEY_PAGE_DOWN: .pageDown
        case CN_KEY_INSERT: .insert
        case CN_KEY_DELETE: .delete
        case CN_KEY_BACKSPACE: .backspace
        case CN_KEY_ENTER: .enter
        case CN_KEY_TAB: .tab
        case CN_KEY_F0...(CN_KEY_F0 + 12): .function(code - CN_KEY_F0)
        default: nil
        }
    }
}
