/// The versioned JSON form with a `head`, one message a text frame: v2.8 over JSON text.
///
/// Reads more than that form: whatever JSON another server design would send is understood as well, since old frames
/// survive in servers' stores. Writes exactly that form. Source: protocol page, sections 6.2, 6.4, 8 and 16.
package struct HeadedJSONCodec: WireCodec {
    package init() {}

    package func decode(_ frame: Frame) -> [DecodedItem] {
        JSONFrameReader().read(frame)
    }

    package func encode(_ envelope: Envelope) throws(WireError) -> Frame {
        try OutgoingRules.check(envelope)
        let text = try HeadedJSONWriter(envelope: envelope).object().text
        try OutgoingRules.checkFrame(bytes: text.utf8.count)
        return .text(text)
    }
}
