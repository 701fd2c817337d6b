extension FaultSchedule {
    /// A schedule that the seed decides: three to eight steps of one or two faults each, in all some seconds.
    ///
    /// It has no fault that makes up or alters what somebody said (`corrupt`) and none that only the user can mend
    /// (`http 401`): after it, everything can still be delivered.
    ///
    /// - Parameter names: the faults to choose from, by the names of the vocabulary; nil: all.
    package static func random(seed: UInt64, names: Set<String>? = nil) -> FaultSchedule {
        var generator = SplitMix(seed, 0x5C4E_D01E)
        let steps = (0..<3 + generator.below(6)).map { _ in
            var faults = [fault(&generator, names)]
            if generator.below(3) == 0 { faults.append(fault(&generator, names)) }
            return Step(
                wait: Span(frames: generator.below(12), limit: .milliseconds(50 + generator.below(250))),
                faults: faults.compactMap(\.self),
                lasts: Span(frames: 1 + generator.below(10), limit: .milliseconds(100 + generator.below(500))))
        }
        return FaultSchedule(steps: steps)
    }

    private static func fault(_ generator: inout SplitMix, _ names: Set<String>?) -> Fault? {
        let makers = makers.filter { names?.contains($0.name) ?? true }
        guard !makers.isEmpty else { return nil }
        var fault = Fault(makers[generator.below(makers.count)].make(&generator))
        if generator.below(3) == 0 { fault.direction = generator.below(2) == 0 ? .in : .out }
        if generator.below(3) == 0 { fault.probability = Double(1 + generator.below(9)) / 10 }
        switch fault.scope {
        case .bytes, .socket, .messages:
            if generator.below(2) == 0 { fault.trigger = .after(generator.below(5)) }
            if case .reset = fault.kind, generator.below(2) == 0 {
                fault.trigger = .at(frame: 1 + generator.below(4), byte: generator.below(60))
            }
        case .acknowledgements, .requests: break
        }
        return fault
    }

    private typealias Maker = (name: String, make: @Sendable (inout SplitMix) -> Fault.Kind)

    private static let makers: [Maker] = [
        ("latency", { .latency(.milliseconds(1 + $0.below(40)), jitter: .milliseconds($0.below(20))) }),
        ("bandwidth", { .bandwidth(4096 << $0.below(5)) }),
        ("timeout", { .timeout(.milliseconds(50 + $0.below(200))) }),
        ("reset", { _ in .reset }),
        ("slow-close", { .slowClose(.milliseconds(20 + $0.below(200))) }),
        ("slice", { .slice(1 + $0.below(64)) }),
        ("limit", { .limit(200 + $0.below(4000)) }),
        ("drop", { .drop(1 + $0.below(3)) }),
        ("dup", { .duplicate(1 + $0.below(3)) }),
        ("reorder", { .reorder(2 + $0.below(2)) }),
        ("delay-ack", { .delayAcknowledgement(.milliseconds(20 + $0.below(300))) }),
        ("no-ack", { _ in .noAcknowledgement }),
        ("close", { .close([1006, 1008, 1011, 1012][$0.below(4)]) }),
        ("http", { .http([429, 502, 503][$0.below(3)], retryAfter: nil) }),
        ("half-open", { _ in .halfOpen }),
        ("drop-after-write", { _ in .dropAfterWrite }),
        ("second-login", { .secondLogin(.milliseconds(20 + $0.below(300))) }),
    ]
}
