import ChatModel
import ChatTestSupport
import Testing

@testable import ChatStore

struct TimelineTests {
    let sample: SampleStore
    var store: MessageStore { sample.store }
    let all: [Message]

    init() async throws {
        sample = try await SampleStore()
        // Arrives out of order, with ties in time that the sequence breaks, and then the row.
        let times: [Int64] = [5, 1, 3, 3, 3, 9, 7, 1]
        let sequences: [Int64] = [0, 2, 1, 0, 1, 0, 0, 1]
        try await sample.store.insertOnce(
            zip(times, sequences).enumerated().map { index, key in
                StoreSamples.incoming("\(index)", id: "\(index)", after: key.0 * 1_000, sequence: key.1)
            })
        all = try await sample.store.timeline(of: StoreSamples.withAsha, limit: 100)
    }

    @Test func messagesStandByTimeThenSequenceThenRow() {
        #expect(all.map(\.messageID.rawValue) == ["7", "1", "3", "2", "4", "0", "6", "5"])
        #expect(all.map(\.position) == all.map(\.position).sorted())
    }

    @Test func theNewestPageEndsWithTheNewestMessage() async throws {
        #expect(try await store.timeline(of: StoreSamples.withAsha, limit: 3) == Array(all.suffix(3)))
    }

    @Test(arguments: 0..<8, [1, 3, 100])
    func aPageBeforeAfterOrFromAnyMessageHasItsNeighbours(index: Int, limit: Int) async throws {
        let position = all[index].position

        let before = try await store.timeline(of: StoreSamples.withAsha, before: position, limit: limit)
        let after = try await store.timeline(of: StoreSamples.withAsha, after: position, limit: limit)
        let from = try await store.timeline(of: StoreSamples.withAsha, from: position, limit: limit)

        #expect(before == Array(all[..<index].suffix(limit)))
        #expect(after == Array(all[(index + 1)...].prefix(limit)))
        #expect(from == Array(all[index...].prefix(limit)))
    }

    @Test func aConversationThatIsNotThereIsEmpty() async throws {
        #expect(try await store.timeline(of: ConversationID("absent"), limit: 10).isEmpty)
    }

    @Test(
        arguments: [
            (0, 0), (-1, -1), (120_000, 120_000), (120_001, 0), (-604_800_000, -604_800_000), (-604_800_001, 0),
            (.max, 0), (.min, 0),
        ] as [(Int64, Int64)])
    func aSendersClockIsBelievedWithinBounds(offset: Int64, expected: Int64) {
        let arrival = StoreSamples.time

        let time = TimelineOrder.timeOfReceived(claimed: arrival.advanced(byMilliseconds: offset), arrival: arrival)

        #expect(time == arrival.advanced(byMilliseconds: expected))
    }

    @Test func withoutASendersClockTheArrivalCounts() {
        #expect(TimelineOrder.timeOfReceived(claimed: nil, arrival: StoreSamples.time) == StoreSamples.time)
    }

    @Test func anOwnMessageIsNeverBeforeTheNewest() {
        let later = StoreSamples.time.advanced(byMilliseconds: 10)
        #expect(TimelineOrder.timeOfOwn(now: StoreSamples.time, newest: nil) == StoreSamples.time)
        #expect(TimelineOrder.timeOfOwn(now: later, newest: StoreSamples.time) == later)
        #expect(
            TimelineOrder.timeOfOwn(now: StoreSamples.time, newest: later) == later.advanced(byMilliseconds: 1))
    }
}
