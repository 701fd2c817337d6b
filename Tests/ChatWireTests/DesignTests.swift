import ChatWire
import Testing

@Suite struct DesignTests {
    @Test func aDesignIsFoundByItsNameInAnyCase() {
        #expect(ServerDesign.named("V2.8")?.socketPath == "/v1.0/wss/?ack=true")
        #expect(ServerDesign.named("v9") == nil)
    }
}
