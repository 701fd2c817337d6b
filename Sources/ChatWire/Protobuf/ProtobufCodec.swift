/// The binary form of v2.8 and v3: one protobuf message a binary frame.
///
/// A binary connection also carries text frames: `pong`, and JSON where a server falls back to it; those are read as
/// everywhere. Source: protocol page, section 6.5.
package struct ProtobufCodec: WireCodec {
    package init() {}

    package func decode(_ frame: Frame) -> [DecodedItem] {
        guard case .binary(let bytes) = frame else { return JSONFrameReader().read(frame) }
        do {
            return [.envelope(try ProtobufReader.read(bytes))]
        } catch {
            return [.unreadable(error, raw: frame)]
        }
    }

    package func encode(_ envelope: Envelope) throws(WireError) -> Frame {
        try OutgoingRules.checked(envelope) { envelope throws(WireError) in
            .binary(try ProtobufWriter.write(envelope))
        }
    }
}
