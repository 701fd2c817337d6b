import CNCurses
import Terminal

/// Shows styles with the colours and attributes that the terminal has.
struct CursesColors {
    let depth: ColorDepth
    private let attributes: Style.Attributes
    /// The latest style and its nearest: neighbours mostly share theirs.
    private var recent: (asked: Style, shown: Style) = (.plain, .plain)

    /// Asks the open terminal; `isMono` leaves its colours unused.
    init(isMono: Bool) {
        depth = isMono ? .mono : ColorDepth(colors: Int(cn_colors()))
        var attributes: Style.Attributes = []
        for (attribute, bit) in Self.bits where cn_has_attribute(UInt32(bit)) {
            attributes.insert(attribute)
        }
        self.attributes = attributes
    }

    /// The attribute bits and the colour pair that come nearest to `style`.
    mutating func curses(_ style: Style) -> (attributes: UInt32, pair: Int32) {
        if style != recent.asked { recent = (style, style.reduced(to: depth)) }
        let shown = recent.shown.attributes.intersection(attributes)
        var bits: UInt32 = 0
        for (attribute, bit) in Self.bits where shown.contains(attribute) {
            bits |= UInt32(bit)
        }
        return (bits, cn_pair(Self.number(recent.shown.foreground), Self.number(recent.shown.background)))
    }

    private static let bits: [(Style.Attributes, Int)] = [
        (.bold, CN_BOLD), (.dim, CN_DIM), (.italic, CN_ITALIC), (.underline, CN_UNDERLINE), (.reverse, CN_REVERSE),
    ]

    private static func number(_ color: Color) -> Int32 {
        switch color {
        case .standard: -1
        case .indexed(let index): Int32(index)
        case .rgb(let red, let green, let blue): Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
        }
    }
}
