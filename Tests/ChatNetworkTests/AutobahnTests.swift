import ChatCore
import ChatNetwork
import Testing

/// The client cases 1 to 10 of the Autobahn TestSuite; 11 is empty in it, 12 and 13 are about a compression that this
/// client does not offer. One at a time: side by side, large messages would make small ones late.
@Suite(.serialized)
struct AutobahnTests {
    @Test(arguments: AutobahnCase.framing)
    func messagesOfEverySizeAndChopAreSentBack(test: AutobahnCase) async throws { try await play(test) }

    @Test(arguments: AutobahnCase.pings)
    func everyPingIsAnsweredAndNoPong(test: AutobahnCase) async throws { try await play(test) }

    @Test(arguments: AutobahnCase.reservedBits)
    func aReservedBitEndsTheConnection(test: AutobahnCase) async throws { try await play(test) }

    @Test(arguments: AutobahnCase.opcodes)
    func anUnknownOpcodeEndsTheConnection(test: AutobahnCase) async throws { try await play(test) }

    @Test(arguments: AutobahnCase.fragmentation)
    func fragmentsAreJoinedAndControlFramesStayWhole(test: AutobahnCase) async throws { try await play(test) }

    @Test(arguments: AutobahnCase.utf8)
    func textIsUTF8OrTheConnectionEndsAtTheByteThatIsNot(test: AutobahnCase) async throws { try await play(test) }

    @Test(arguments: AutobahnCase.closing)
    func closeFramesAreAnsweredByTheirCodes(test: AutobahnCase) async throws { try await play(test) }

    @Test(arguments: AutobahnCase.limits)
    func largeMessagesComeBackWhole(test: AutobahnCase) async throws { try await play(test) }

    /// Echoes as a client under test of the suite does, and compares what it said with the case.
    private func play(_ test: AutobahnCase) async throws {
        let server = try await AutobahnServer.start(test)
        var options = NetworkOptions()
        options.maximumMessageBytes = 32 << 20
        options.maximumTinyFragments = .max
        options.connectTimeout = .seconds(60)
        let connection = try await WebSocketTransport(options: options).connect(
            ConnectRequest(server: "ws://127.0.0.1:\(server.port)", path: "/runCase?case=1&agent=test", headers: []))

        do {
            for try await frame in connection.frames { try await connection.send(frame) }
        } catch is TransportError {
            // Most cases end with one.
        }
        await connection.close()

        let heard = try await server.heard()
        let compared = test.mayLeaveOutEchoes ? heard.filter { !$0.isMessage } : heard
        #expect(compared == test.expected)
    }
}
