/// What becomes of one scalar of untrusted text on its way into cells.
enum ScalarRole: Hashable {
    /// Left out: it shows nothing of its own, or terminals disagree about it.
    case dropped
    /// Combines with the cell before it.
    case mark
    /// Has nothing to combine with: stands on a dotted circle, one column wide.
    case markAlone
    /// A cell of its own, `columns` wide (1 or 2).
    case spacing(Unicode.Scalar, columns: Int)
    case tab
}

/// Gives each scalar of one grapheme cluster its role.
///
/// Of an emoji sequence only the first emoji is kept: terminals differ on variation selectors, skin tones and joiners, and
/// every column they disagree on shifts the rest of the row.
struct ClusterReader {
    private var followsSpacing = false
    private var followsEmoji = false
    private var isJoined = false

    mutating func role(of scalar: Unicode.Scalar) -> ScalarRole {
        let value = scalar.value
        if value < 0x7F, value >= 0x20 {
            followsSpacing = true
            return .spacing(scalar, columns: 1)
        }
        if value == 0x09 { return .tab }
        if let visible = VisibleMark.replacement(for: scalar) {
            followsSpacing = true
            return .spacing(visible, columns: 1)
        }
        if isJoined { return .dropped }
        if value == 0x200D {
            isJoined = followsEmoji
            return .dropped
        }
        if Self.isInvisible(value) { return .dropped }
        let columns = ScalarWidth.columns(of: scalar)
        guard columns > 0 else {
            defer { followsSpacing = true }
            return followsSpacing ? .mark : .markAlone
        }
        if followsSpacing, 0x1F3FB...0x1F3FF ~= value { return .dropped }
        followsSpacing = true
        followsEmoji = value > 0xFF && scalar.properties.isEmoji
        return .spacing(scalar, columns: columns)
    }

    /// Default-ignorable scalars, without the non-joiner U+200C that shapes words, and without bidi controls.
    private static func isInvisible(_ value: UInt32) -> Bool {
        switch value {
        case 0xAD, 0x34F, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F, 0x200B, 0x2060...0x206F, 0x3164,
            0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE0FFF:
            true
        default:
            false
        }
    }
}

/// The signs that stand for what must not reach a terminal.
enum VisibleMark {
    /// The sign for a C0 or C1 control character, a bidi control, a line separator or a noncharacter; nil for the rest.
    static func replacement(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value)
        case 0x7F: "\u{2421}"
        case 0x80...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF: "\u{FFFD}"
        case let value where value & 0xFFFE == 0xFFFE: "\u{FFFD}"
        default: nil
        }
    }
}
