nonisolated extension Duration {
    /// Whether the user may ask for this many seconds: not negative, and at most a year.
    static func isAllowed(seconds: Double) -> Bool {
        (0...31_536_000).contains(seconds)
    }

    /// Whole milliseconds, rounded towards zero.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
