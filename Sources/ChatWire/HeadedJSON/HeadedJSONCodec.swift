/// The versioned JSON form with a `head`, one message a text frame: v2.0 to v3 over JSON text.
///
/// Reads more than that form: whatever JSON another server design would send is understood as well, since old frames
/// survive in servers' stores. Writes exactly that form. Source: protocol page, sections 6.2 to 6.4, 7, 8 and 16.
package struct HeadedJSONCodec: WireCodec {
    private let form: HeadedJSONForm

    package init(form: HeadedJSONForm = .acknowledged) {
        self.form = form
    }

    package func decode(_ frame: Frame) -> [DecodedItem] {
        JSONFrameReader().read(frame)
    }

    package func encode(_ envelope: Envelope) throws(WireError) -> Frame {
        try OutgoingRules.checked(envelope) { envelope throws(WireError) in
            .text(try HeadedJSONWriter(envelope: envelope, form: form).object().text)
        }
    }
}
