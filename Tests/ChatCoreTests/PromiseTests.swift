import ChatCore
import ChatWire
import Testing

/// What is promised follows what a design can do.
struct PromiseTests {
    private func words(_ design: ServerDesign) -> String {
        Promise.sentences(for: design.capabilities).joined(separator: " ")
    }

    @Test func aDesignThatAcknowledgesPromisesThatTheServerTookIt() {
        #expect(words(.v2_8).contains("“sent” means that the server took the message"))
        #expect(words(.v2_8).contains("Only “delivered” means that the message is safe"))
        #expect(words(.v2_8).contains("A message that the server loses is sent again"))
    }

    @Test func aDesignWithoutAcknowledgementsSaysSo() {
        #expect(words(.v2_0).contains("The server never says what it took:"))
        #expect(words(.v2_2).contains("Only to --send the server says what it took"))
    }

    @Test func aDesignWithoutReceiptsPromisesLeast() {
        #expect(words(.v1).contains("no message is ever known to have arrived"))
        #expect(words(.v1).contains("sent once more"))
    }

    @Test func whereWhatWaitsCannotBeFetchedTheSenderRepairs() {
        #expect(words(.v3).contains("What was sent to somebody who was not connected is sent again"))
    }

    @Test(arguments: ServerDesign.all.map(\.name))
    func everyDesignHasItsSentences(name: String) throws {
        let design = try #require(ServerDesign.named(name))
        #expect(Promise.sentences(for: design.capabilities).allSatisfy { $0.hasSuffix(".") && $0.count < 120 })
    }
}
