import ChatModel
import ChatWire
import Foundation
import Testing

/// What the recordings' clients and the phone app wrote and a real server took, written again by the design's codec.
@Suite struct EncodingVectorTests {
    /// Frames that no codec of ours writes, by what their names say of them: everything else must be written.
    private static let unwritableNames = [
        "-poison-", "-harmless-", "-text-ping-", "-ping-text-", "-minimal-empty-content-", "-custom-type-",
        "-raw-nonjson-content-",
        // A receipt reaches the author only; from v2.5 to v2.7 no group hears of typing.
        "-group-state-type-group-", "-state-group", "v2.5/052-group-typing", "v2.6/056-group-typing",
        "v2.7/058-group-typing",
    ]
    /// The same by folder and number: malformed on purpose, `ping`, a receipt to the server, an odd value.
    private static let unwritableNumbers: [String: Set<String>] = [
        "v1": ["012"], "v2.0": ["064"], "v2.0.4": ["067"], "v2.2": ["072"], "v2.3": ["072"], "v2.5": ["069"],
        "v2.6": ["073"], "v2.7": ["076"],
        "v2.8": [
            "016", "023", "024", "025", "026", "036", "093", "149", "151", "173", "176", "184", "186",
        ],
        "v3": ["006", "011", "070", "071", "127", "129"],
    ]
    /// Written, but not to the letter: values of the wrong type, which the server takes and ours mends.
    private static let mended: Set = ["v2.8/179-odd-json-frames-c2s-a", "v2.8/180-odd-json-frames-c2s-a"]

    struct Case: Sendable, CustomTestStringConvertible {
        var design: ServerDesign
        var vector: Vector
        var testDescription: String { "\(vector.name) by \(design.name)" }
    }

    private static func cases() throws -> [Case] {
        let text = try Vector.designs.flatMap { folder, design in
            try Vector.textFrames(in: folder).map { Case(design: design, vector: $0) }
        }
        let app = try Vector.textFrames(in: "app").map { vector in
            Case(design: ["100": .v1, "101": .v2_0, "102": .v2_0][vector.number] ?? appDesign(vector), vector: vector)
        }
        let binary = try [("v2.8", ServerDesign.v2_8Protobuf), ("v3", .v3Protobuf)].flatMap { folder, design in
            try Vector.frames(in: folder).filter { $0.text == nil }.map { Case(design: design, vector: $0) }
        }
        return (text + app + binary).filter { $0.vector.dir == "c2s" }
    }

    private static func appDesign(_ vector: Vector) -> ServerDesign {
        vector.number.hasPrefix("2") ? .v2_2 : .v2_8
    }

    @Test(arguments: try cases())
    func aRecordedFrameIsWrittenAgain(_ recorded: Case) throws {
        let (design, vector) = (recorded.design, recorded.vector)
        let frame = try #require(vector.frame)
        let isUnwritable =
            Self.unwritableNames.contains { vector.name.contains($0) }
            || Self.unwritableNumbers[vector.folder]?.contains(vector.number) == true
        guard case .envelope(let envelope)? = design.codec.decode(frame).first,
            let written = try? design.codec.encode(envelope)
        else {
            #expect(isUnwritable, "should be written")
            return
        }

        #expect(!isUnwritable, "should not be written")
        #expect(design.codec.decode(written) == [.envelope(completed(envelope))])
        guard !Self.mended.contains(vector.name) else { return }
        switch (frame, written) {
        case (.text(let frame), .text(let written)): try compare(written, with: frame, of: design)
        case (.binary, .binary(let bytes)): try compare(bytes, with: #require(vector.decoded))
        default: Issue.record("another kind of frame")
        }
    }

    /// The conversation is derived when the envelope names none.
    private func completed(_ envelope: Envelope) -> Envelope {
        var envelope = envelope
        if envelope.conversation == nil, envelope.content != .clientAcknowledgement {
            envelope.conversation = .direct(envelope.from, UserID(envelope.to))
        }
        return envelope
    }

    // MARK: JSON

    private func compare(_ written: String, with recorded: String, of design: ServerDesign) throws {
        let recorded = try JSONValue.parse(recorded)
        let ours = try JSONValue.parse(written)
        guard let head = recorded["head"]?.members else {
            // The flat form: v1 writes it as well, later designs write the same with a head.
            guard ours["head"] == nil else { return }
            for member in recorded.members ?? [] where member.name != "chatId" || ours["type"] != "group" {
                #expect(ours[member.name] == (member.value == .null ? nil : member.value), "\(member.name)")
            }
            return
        }
        // A client without receipts said `ack` where ours says `state`.
        guard recorded["head"]?["action"] != "ack" else { return }
        #expect(ours["id"] == recorded["id"])
        var omitted = omittedKeys(design)
        // The conversation of a group is the group, whatever the recording's client called it.
        if ours["head"]?["type"] == "group" { omitted.insert("chatid") }
        for member in head where !omitted.contains(member.name) {
            let our = ours["head"]?[member.name]
            #expect(our == member.value || our?.string?.lowercased() == member.value.string, "head.\(member.name)")
        }
        for member in recorded["body"]?.members ?? [] {
            #expect(ours["body"]?[member.name] == member.value, "body.\(member.name)")
        }
    }

    /// Head keys that the recording's client made up, and those that servers before v2.5 do not know.
    private func omittedKeys(_ design: ServerDesign) -> Set<String> {
        let invented: Set = ["n", "o", "nul", "_mx"]
        return design.capabilities.storesTyping ? invented.union(["category", "ephemeral"]) : invented
    }

    // MARK: Protobuf

    private func compare(_ written: [UInt8], with recorded: DecodedMessage) throws {
        let ours = try #require(DecodedMessage(written))
        #expect(ours.version == 3)
        #expect(ours.id == recorded.id)
        #expect(ours.type == recorded.type)
        #expect(ours.channel == recorded.channel ?? "INDIVIDUAL")
        #expect(ours.ephemeral == recorded.ephemeral)
        #expect(ours.source == recorded.source)
        #expect(ours.recipients == nil)
        if recorded.recipients == nil { #expect(ours.destination == recorded.destination) }
        if recorded.type != "CLIENT_ACK" { #expect(ours.timestamp == recorded.timestamp) }
        for (name, value) in recorded.meta ?? [:] where !name.hasPrefix("_m") {
            #expect(ours.meta?[name] == value, "meta.\(name)")
        }
        for member in try body(recorded)?.members ?? [] {
            #expect(try body(ours)?[member.name] == member.value, "body.\(member.name)")
        }
    }

    private func body(_ message: DecodedMessage) throws -> JSONValue? {
        try message.content.flatMap { Data(base64Encoded: $0) }
            .map { try JSONValue.parse(String(decoding: $0, as: UTF8.self)) }
    }
}
