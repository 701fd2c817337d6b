/// How a cell looks, in the terms that every terminal has; a screen degrades what it cannot show.
package struct Style: Hashable, Sendable {
    package var foreground: Color
    package var background: Color
    package var attributes: Attributes

    package static let plain = Style()

    package init(foreground: Color = .standard, background: Color = .standard, attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    /// What is added to the letters.
    package struct Attributes: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let bold = Attributes(rawValue: 1)
        package static let dim = Attributes(rawValue: 2)
        package static let italic = Attributes(rawValue: 4)
        package static let underline = Attributes(rawValue: 8)
        package static let reverse = Attributes(rawValue: 16)
    }
}

/// A colour as a theme names it.
package enum Color: Hashable, Sendable {
    /// The terminal's own default.
    case standard
    /// One of the 256 indexed colours; 0 to 15 are the terminal's own palette.
    case indexed(UInt8)
    /// 24 bit.
    case rgb(red: UInt8, green: UInt8, blue: UInt8)
}
