import ChatModel
import ChatStore
import ChatTestSupport
import Testing

@testable import ChatUI
@testable import vartalap

/// The outbox panel over a real store: pages, never the whole.
struct OutboxLoadingTests {
    private let sample: SampleStore

    init() async throws {
        sample = try await SampleStore()
        _ = try await sample.store.startDirect(with: StoreSamples.asha)
        _ = try await sample.store.startDirect(with: StoreSamples.ravi)
        let texts = (0..<1000).map { number in
            StoreSamples.outgoing(
                "text \(number)", id: "\(number)",
                in: number == 500 ? StoreSamples.withRavi : StoreSamples.withAsha)
        }
        _ = try await sample.store.enqueue(texts)
    }

    private func page(_ window: OutboxRequest.Window, limit: Int = 50) async throws -> OutboxPage {
        try await Loading.outbox(OutboxRequest(window: window, limit: limit), from: sample.store)
    }

    @Test func aPanelThatPagesDownAndUpSeesEverythingOnce() async throws {
        var panel = OutboxState()
        var seen: [String] = []
        var effects = panel.reload(rows: 20)
        while case .loadOutbox(let request)? = effects.first {
            let page = try await Loading.outbox(request, from: sample.store)
            #expect(page.entries.count <= 50)
            seen += page.entries.map(\.text)
            effects = panel.take(page, rows: 20)
            panel.move(by: 1000)
            panel.keepSelectionVisible(rows: 20)
            effects += panel.prefetch(rows: 20)
            #expect(panel.entries.count <= 150)
        }
        #expect(seen == (0..<1000).map { "text \($0)" })
    }

    @Test func pagesKnowWhatIsBesideThem() async throws {
        let oldest = try await page(.oldest)
        #expect(!oldest.hasOlder && oldest.hasNewer)
        #expect(oldest.entries.map(\.isFirst) == [true] + Array(repeating: false, count: 49))
        let newest = try await page(.newest)
        #expect(newest.hasOlder && !newest.hasNewer)
        #expect(newest.entries.last?.text == "text 999")
        let before = try await page(.before(newest.entries[0].row))
        #expect(before.entries.last?.text == "text 949")
        #expect(before.hasOlder && before.hasNewer)
        let from = try await page(.from(before.entries[0].row), limit: 100)
        #expect(from.entries == before.entries + newest.entries)
        let ravi = try await page(.from(before.entries[0].row - 400))
        #expect(ravi.entries.first?.conversation.title == StoreSamples.ravi.rawValue)
    }

    @Test func aRefusedMessageHasItsReason() async throws {
        try await sample.store.park(MessageID("0"), in: StoreSamples.withAsha, reason: "no such user")
        let entries = try await page(.oldest).entries
        #expect(entries[0].state == .parked && entries[0].parkReason == "no such user")
        #expect(entries[1].isFirst, "a message that is set aside holds nobody up")
    }
}
