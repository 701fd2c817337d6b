/// The generator of every draw: SplitMix64, so that a seed gives the same numbers on every machine and release.
package struct SplitMix: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    /// A generator that depends on every one of `parts` and their order.
    package init(_ parts: UInt64...) {
        self.init(seed: 0)
        for part in parts { state = next() ^ part }
        _ = next()
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to, but not including, 1.
    package mutating func unit() -> Double {
        Double(next() >> 11) / Double(1 << 53 as UInt64)
    }

    /// From 0 up to, but not including, `bound`; 0 when that is 0. The bias is below one in a thousand million.
    package mutating func below(_ bound: Int) -> Int {
        bound > 0 ? Int(next() % UInt64(bound)) : 0
    }
}
