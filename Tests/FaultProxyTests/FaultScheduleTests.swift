import Testing

@testable import FaultProxy

/// Schedules: random ones, and their text.
struct FaultScheduleTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func aRandomScheduleReadsBackTheSame(seed: UInt64) throws {
        let schedule = FaultSchedule.random(seed: seed)

        #expect((3...8).contains(schedule.steps.count))
        #expect(schedule.steps.allSatisfy { !$0.faults.isEmpty && $0.lasts.frames > 0 })
        #expect(try FaultSchedule(parsing: schedule.description) == schedule)
        #expect(schedule == FaultSchedule.random(seed: seed))
    }

    @Test func randomSchedulesDiffer() {
        #expect(Set((0..<1000 as Range<UInt64>).map { FaultSchedule.random(seed: $0) }).count == 1000)
    }

    @Test func everyKindOfFaultComesUp() {
        let schedules = (0..<300 as Range<UInt64>).map { FaultSchedule.random(seed: $0) }
        let names = schedules.flatMap(\.steps).flatMap(\.faults)
            .map { String($0.description.prefix { $0 != " " }) }

        #expect(Set(names) == Set(FaultWords.names).subtracting(["corrupt", "tls-fail"]))
    }

    @Test func theKindsCanBeChosen() {
        let schedule = FaultSchedule.random(seed: 1, names: ["reset", "drop"])

        let allowed = schedule.steps.flatMap(\.faults).allSatisfy {
            $0.description.hasPrefix("reset") || $0.description.hasPrefix("drop ")
        }
        #expect(allowed)
    }

    @Test func commentsAndEmptyLinesDoNotCount() throws {
        let schedule = try FaultSchedule(
            parsing: """
                # first a slow line

                after 5 frames or 200ms: latency 20ms, no-ack; for 8 frames or 1s
                """)

        #expect(
            schedule
                == FaultSchedule(steps: [
                    FaultSchedule.Step(
                        wait: FaultSchedule.Span(frames: 5, limit: .milliseconds(200)),
                        faults: [Fault(.latency(.milliseconds(20), jitter: .zero)), Fault(.noAcknowledgement)],
                        lasts: FaultSchedule.Span(frames: 8, limit: .seconds(1)))
                ]))
    }

    @Test(
        arguments: [
            "drop 2", "after 5: drop 2; for 1 frames or 1s", "after 5 frames or 1s: drop 2",
            "after 5 frames or 1s: explode; for 1 frames or 1s", "after 5 frames or soon: drop 2; for 1 frames or 1s",
        ])
    func aWrongLineIsRefused(text: String) {
        #expect(throws: FaultSpecificationError.self) { try FaultSchedule(parsing: text) }
    }
}
