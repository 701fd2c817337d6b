/// How many colours a terminal has, and how a style is brought down to them.
package enum ColorDepth: Int, Hashable, Sendable, Comparable {
    /// No colour at all; what matters is said by attributes and words.
    case mono
    /// The eight of old; bright ones are bold.
    case eight
    case sixteen
    /// The indexed palette.
    case indexed
    /// 24 bit.
    case direct

    package static func < (left: ColorDepth, right: ColorDepth) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The depth of a terminal that says it has `colors` colours.
    package init(colors: Int) {
        self =
            switch colors {
            case ..<8: .mono
            case 8..<16: .eight
            case 16..<256: .sixteen
            case 256..<(1 << 24): .indexed
            default: .direct
            }
    }
}

extension Style {
    /// The nearest style that a terminal of `depth` can show.
    package func reduced(to depth: ColorDepth) -> Style {
        var style = self
        style.foreground = foreground.reduced(to: depth)
        style.background = background.reduced(to: depth)
        if depth == .eight, case .indexed(8...15) = foreground.reduced(to: .sixteen) { style.attributes.insert(.bold) }
        return style
    }
}

extension Color {
    /// The nearest colour of `depth`; the terminal's own sixteen are kept as long as it has them.
    package func reduced(to depth: ColorDepth) -> Color {
        switch (self, depth) {
        case (.standard, _), (_, .mono): return .standard
        case (.indexed, .indexed), (.indexed(0...7), _), (.rgb, .direct): return self
        case (.indexed(let index), .direct): return Palette.color(index)
        case (.indexed(8...15), .sixteen): return self
        case (.indexed(let index), .eight) where index < 16: return .indexed(index - 8)
        case (.indexed(let index), _): return Palette.color(index).reduced(to: depth)
        case (.rgb(let red, let green, let blue), .indexed):
            return .indexed(Palette.nearest(red, green, blue, among: 16...255))
        case (.rgb(let red, let green, let blue), .sixteen):
            return .indexed(Palette.nearest(red, green, blue, among: 0...15))
        case (.rgb(let red, let green, let blue), .eight):
            return .indexed(Palette.nearest(red, green, blue, among: 0...15) % 8)
        }
    }
}

/// The 256 colours of xterm.
private enum Palette {
    private static let first16: [UInt32] = [
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
        0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ]
    private static let cubeSteps: [UInt8] = [0, 95, 135, 175, 215, 255]

    static func color(_ index: UInt8) -> Color {
        let (red, green, blue) = components(index)
        return .rgb(red: red, green: green, blue: blue)
    }

    static func nearest(_ red: UInt8, _ green: UInt8, _ blue: UInt8, among range: ClosedRange<UInt8>) -> UInt8 {
        range.min { distance($0, red, green, blue) < distance($1, red, green, blue) } ?? range.lowerBound
    }

    private static func distance(_ index: UInt8, _ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
        let own = components(index)
        let (dr, dg, db) = (Int(own.0) - Int(red), Int(own.1) - Int(green), Int(own.2) - Int(blue))
        // Eyes weigh green most and blue least.
        return 3 * dr * dr + 6 * dg * dg + db * db
    }

    private static func components(_ index: UInt8) -> (UInt8, UInt8, UInt8) {
        switch index {
        case 0...15:
            let value = first16[Int(index)]
            return (UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
        case 16...231:
            let place = Int(index) - 16
            return (cubeSteps[place / 36], cubeSteps[place / 6 % 6], cubeSteps[place % 6])
        default:
            let gray = 8 + 10 * (index - 232)
            return (gray, gray, gray)
        }
    }
}
