/// How phone numbers and other long figures are written for people.
enum NumberText {
    /// "+91 98765 43210"; numbers of other countries stay as they are.
    static func spaced(_ number: String) -> String {
        guard number.hasPrefix("+91"), number.utf8.count == 13 else { return number }
        return "+91 \(number.dropFirst(3).prefix(5)) \(number.suffix(5))"
    }

    /// "+91..10": enough to tell one's own accounts apart.
    static func brief(_ number: String) -> String {
        number.count > 7 ? "\(number.prefix(3))..\(number.suffix(2))" : number
    }

    /// "..43210": a stranger in a narrow column.
    static func tail(_ number: String) -> String {
        number.count > 7 ? "..\(number.suffix(5))" : number
    }

    /// "16,384".
    static func grouped(_ number: Int) -> String {
        var digits = String(number)
        var end = digits.endIndex
        while let comma = digits.index(end, offsetBy: -3, limitedBy: digits.startIndex), comma > digits.startIndex,
            digits[digits.index(before: comma)] != "-"
        {
            digits.insert(",", at: comma)
            end = comma
        }
        return digits
    }
}
