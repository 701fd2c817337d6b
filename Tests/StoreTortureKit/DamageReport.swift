/// The figures of many damaged stores.
package struct DamageReport: Sendable {
    package var stores = 0
    package var recovered = 0
    /// Messages that were in the stores, and those that are there after the recovery.
    package var before = 0
    package var after = 0
    /// What was lost although it could still be read, each with how to see it again.
    package var failures: [String] = []

    package var line: String {
        "\(stores) damaged stores, \(recovered) recovered with \(after) of \(before) messages, \(failures.count) failures"
    }

    mutating func add(_ outcome: DamageCase.Outcome, of damage: DamageCase) {
        stores += 1
        if outcome.recovery != nil { recovered += 1 }
        before += outcome.before
        after += outcome.refusal == nil ? outcome.after : 0
        guard !outcome.lost.isEmpty || !outcome.damage.isEmpty else { return }
        failures.append(
            "\(damage.kind.rawValue) seed \(damage.seed): lost \(outcome.lost.prefix(5)) \(outcome.damage.prefix(3))")
    }
}
