import ChatModel
import ChatWire
import Testing

/// The designs as values: names, headers, paths and what they can do.
@Suite struct DesignTests {
    @Test func aDesignIsFoundByItsNameInAnyCase() {
        #expect(ServerDesign.named("V2.8")?.socketPath == "/v1.0/wss/?ack=true")
        #expect(ServerDesign.named("v9") == nil)
        for design in ServerDesign.all { #expect(ServerDesign.named(design.name)?.name == design.name) }
    }

    @Test(arguments: [
        ("2.8", "v2.8"), ("v2.8.3", "v2.8"), ("2.8.0", "v2.8"), ("2.0.4", "v2.0"), ("v2.2.6", "v2.2"), ("3", "v3"),
        ("v3.0.0-dev.2", "v3"), ("V1.0-beta", "v1"), ("1", "v1"), ("v2.8-protobuf", "v2.8-protobuf"),
        ("2.8.3 binary", "v2.8-protobuf"), ("V3/PB", "v3-protobuf"), ("v2.8-json", "v2.8"), (" v2.5 ", "v2.5"),
        ("v2.5-protobuf", nil), ("v2.1", nil), ("v2.4.0", nil), ("v3.1", nil), ("2", nil), ("v", nil), ("", nil),
        ("auto", nil), ("v2.8x", nil), ("-", nil), ("..", nil), ("v99999999999999999999", nil),
    ])
    func namesAreReadLeniently(written: String, name: String?) {
        #expect(ServerDesign.named(written)?.name == name)
    }

    @Test(arguments: [
        ("v2.4", ["v2.0", "v2.2", "v2.3", "v2.5", "v2.6", "v2.7", "v2.8"]), ("v2.9.1", ["v2.0"]), ("v4", ["v1", "v3"]),
        ("2", ["v2.0", "v2.8-protobuf"]), ("v2.8-", []), ("mastodon", []), ("", []), ("v3.5", ["v2.5"]),
        ("v2.5-protobuf", ["v2.8-protobuf"]),
    ])
    func somebodyWhoMistypedIsHelped(written: String, among: [String]) {
        let near = ServerDesign.names(near: written)
        #expect(Set(near).isSuperset(of: among))
        #expect(near.isEmpty == (among.isEmpty && ServerDesign.named(written) == nil))
    }

    @Test(arguments: Vector.folders)
    func theSocketIsOpenedAsRecorded(folder: String) throws {
        let design = try #require(ServerDesign.named(folder))
        let upgrade = try Vector.named("\(folder)/901")

        #expect(upgrade.path == design.socketPath)
        let user = UserID("+919876543210")
        let headers = design.authenticationHeaders(user: user, accessKey: "k", token: "t")
        let isTokenLookedAt = !["v2.3", "v2.5", "v2.6", "v2.7", "v2.8", "v3"].contains(folder)
        #expect(headers.map(\.name) == ["user", "accesskey"] + (isTokenLookedAt ? ["token"] : []))
        #expect(headers.allSatisfy { upgrade.headers?[$0.name] != nil })
    }

    @Test(arguments: Vector.folders)
    func whoPingsIsAsRecorded(folder: String) throws {
        let design = try #require(ServerDesign.named(folder))
        let keepalive = try Vector.named("\(folder)/902")

        #expect(keepalive.opcode == "ping")
        // v2.2 has been recorded from a release that still pinged; the last one does not.
        #expect(design.capabilities.serverPings == (keepalive.dir == "s2c" && folder != "v2.2"))
    }

    @Test func theAccessKeyTravelsInHeadersOnly() {
        let headers = ServerDesign.v2_8.authenticationHeaders(user: asha, accessKey: "k")
        #expect(headers == [APIHeader("user", asha.rawValue), APIHeader("accesskey", "k")])
    }

    @Test func theBinaryFormsDifferInTheFormAlone() {
        for (text, binary) in [(ServerDesign.v2_8, ServerDesign.v2_8Protobuf), (.v3, .v3Protobuf)] {
            var capabilities = binary.capabilities
            #expect(capabilities.speaksBinary)
            capabilities.speaksBinary = false
            #expect(capabilities == text.capabilities)
            #expect(binary.socketPath == text.socketPath + "&format=binary")
            #expect(binary.release == text.name)
        }
    }

    @Test(arguments: ServerDesign.all)
    func capabilitiesAgreeWithTheCalls(design: ServerDesign) throws {
        let isSending = try design.api.sendMessages([.sample()]) != nil
        #expect(isSending == design.capabilities.sendsByREST)
        #expect((design.api.pullMessages() != nil) == design.capabilities.pullsPending)
        #expect(design.capabilities.pullsPending != design.capabilities.replaysPending)
    }
}
