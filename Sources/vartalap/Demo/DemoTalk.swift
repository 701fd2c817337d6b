import ChatModel

/// Keeps a group talking: one line after another, with pauses, so that there is always something to watch and never
/// too much.
nonisolated struct DemoTalk: Sendable {
    let group: ConversationID
    let members: [UserID: DemoContact]
    let clock: any Clock<Duration>

    /// The pauses are the same in every run.
    static func makeGenerator() -> SeededGenerator { SeededGenerator(seed: 4) }

    /// How long nobody says anything.
    static func pause(using generator: inout SeededGenerator) -> Duration {
        .milliseconds(Int.random(in: 8_000...18_000, using: &generator))
    }

    /// Runs until the task is cancelled.
    func run() async {
        var generator = Self.makeGenerator()
        while !Task.isCancelled {
            for line in DemoTexts.talk {
                do {
                    try await clock.sleep(for: Self.pause(using: &generator))
                } catch {
                    return
                }
                // A line that is lost with its link is no loss.
                try? await members[line.who.user]?.talk(line.text, in: group)
            }
        }
    }
}

/// Random numbers that are the same in every run: SplitMix64.
nonisolated struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
