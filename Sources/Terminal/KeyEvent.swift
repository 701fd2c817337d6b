/// One key press as a terminal reports it.
package struct KeyEvent: Hashable, Sendable {
    package enum Key: Hashable, Sendable {
        /// A printable scalar, or with `.control` the lower-case letter that was held with Ctrl.
        case scalar(Unicode.Scalar)
        case enter
        case tab
        case escape
        case backspace
        case delete
        case insert
        case up
        case down
        case left
        case right
        case home
        case end
        case pageUp
        case pageDown
        /// F1 is 1.
        case function(Int)
    }

    package struct Modifiers: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let control = Modifiers(rawValue: 1)
        package static let alt = Modifiers(rawValue: 2)
        package static let shift = Modifiers(rawValue: 4)
    }

    package var key: Key
    package var modifiers: Modifiers

    package init(_ key: Key, _ modifiers: Modifiers = []) {
        self.key = key
        self.modifiers = modifiers
    }
}

/// Whatever a terminal can tell a program.
package enum TerminalEvent: Hashable, Sendable {
    case key(KeyEvent)
    /// Text pasted in brackets: taken as it is, never as keys.
    case paste(String)
    case resized(Size)
    /// The terminal window gained or lost the focus.
    case focused(Bool)
    /// The process was asked to end (SIGTERM, SIGHUP, SIGINT from outside).
    case terminated
}
