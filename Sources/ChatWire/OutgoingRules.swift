import ChatModel

/// What no codec may write, whatever its form, because it harms a server or its other users.
///
/// Addresses become subjects of the message broker of v2.8: a space there cuts the broker connection of the whole
/// gateway, a dot delivers to somebody else, `*` and `>` are its wildcards. Source: protocol page, addendum.
enum OutgoingRules {
    /// Writes an envelope that harms nobody, in whatever form, as a frame that is not too large.
    static func checked(
        _ envelope: Envelope, write: (Envelope) throws(WireError) -> Frame
    ) throws(WireError) -> Frame {
        try check(envelope)
        let frame = try write(envelope)
        guard frame.byteCount <= WireLimits.frameBytes else {
            throw .unwritable(reason: "the frame is larger than \(WireLimits.frameBytes) bytes")
        }
        return frame
    }

    private static func check(_ envelope: Envelope) throws(WireError) {
        try checkName(envelope.id?.rawValue ?? "", "the message id")
        try checkAddress(envelope.from.rawValue, "the sender")
        try checkAddress(envelope.to, "the recipient")
        // Also one that is derived: of two long names it is longer than any reader takes, of two bare plus signs empty.
        try checkName(envelope.namedConversation.rawValue, "the conversation id")
        guard envelope.from.rawValue != serverAddress else { throw .unwritable(reason: "the sender is the server") }
        let isForServer = envelope.to == serverAddress
        guard isForServer == (envelope.content == .clientAcknowledgement) else {
            throw .unwritable(reason: "only client acknowledgements go to the server")
        }
        try checkContent(envelope)
    }

    private static func checkContent(_ envelope: Envelope) throws(WireError) {
        switch envelope.content {
        case .text(let text):
            guard !text.isEmpty else { throw .unwritable(reason: "the text is empty") }
            guard text.utf8.count <= WireLimits.textBytes else {
                throw .unwritable(reason: "the text is larger than \(WireLimits.textBytes) bytes")
            }
        case .receipt(_, let ids):
            // From v2.5 to v2.7 a receipt sent to a group reaches nobody; a receipt goes to the message's author.
            guard !envelope.isGroup else { throw .unwritable(reason: "a receipt goes to the author, not to the group") }
            guard (1...WireLimits.receiptIDs).contains(ids.count) else {
                throw .unwritable(reason: "a receipt names 1 to \(WireLimits.receiptIDs) messages")
            }
            for id in ids { try checkName(id.rawValue, "a message id") }
        case .typing, .clientAcknowledgement: break
        case .groupChange, .serverAcknowledgement, .unsupported:
            throw .unwritable(reason: "only servers say this")
        }
    }

    private static func checkName(_ name: String, _ what: String) throws(WireError) {
        guard !name.isEmpty else { throw .unwritable(reason: "\(what) is empty") }
        guard name.utf8.count <= WireLimits.nameBytes else { throw .unwritable(reason: "\(what) is too long") }
        let hasControl = name.unicodeScalars.contains { $0.isControl }
        guard !hasControl else { throw .unwritable(reason: "\(what) contains a control character") }
    }

    private static func checkAddress(_ address: String, _ what: String) throws(WireError) {
        try checkName(address, what)
        let forbidden = address.unicodeScalars.first { scalar in
            scalar == "." || scalar == "*" || scalar == ">" || scalar.isWhitespace
        }
        guard let forbidden else { return }
        let shown = forbidden.properties.isWhitespace ? "white space" : "\"\(forbidden)\""
        throw .unwritable(reason: "\(what) contains \(shown)")
    }
}

extension Unicode.Scalar {
    /// The same as by the tables of Unicode, without asking them about ASCII.
    fileprivate var isControl: Bool {
        isASCII ? value < 0x20 || value == 0x7F : properties.generalCategory == .control
    }

    fileprivate var isWhitespace: Bool {
        isASCII ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
    }
}
