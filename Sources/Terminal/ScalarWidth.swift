/// Columns that one scalar takes in a terminal, from our own table: the answer must not depend on a locale.
enum ScalarWidth {
    /// 0, 1 or 2. Control characters are not measured here: `ScalarRole` replaces them first.
    static func columns(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return 1 }
        if contains(value, in: ScalarWidthTable.zero) { return 0 }
        return contains(value, in: ScalarWidthTable.wide) ? 2 : 1
    }

    /// Binary search in first-last pairs.
    private static func contains(_ value: UInt32, in pairs: [UInt32]) -> Bool {
        var low = 0
        var high = pairs.count / 2
        while low < high {
            let middle = (low + high) / 2
            if value > pairs[middle * 2 + 1] {
                low = middle + 1
            } else if value < pairs[middle * 2] {
                high = middle
            } else {
                return true
            }
        }
        return false
    }
}
