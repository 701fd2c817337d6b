/// One wire form, both directions, as pure functions; a server design names the one it speaks.
package protocol WireCodec: Sendable {
    /// Reads one frame. Total: whatever the bytes, the answer is a list with something to keep for each part of the
    /// frame, never a trap and never an error that would end a session.
    func decode(_ frame: Frame) -> [DecodedItem]

    /// Writes one envelope, strictly in the form that real servers accept.
    ///
    /// - Throws: `WireError.unwritable` for an envelope that would harm a server (an address with a space or a dot,
    ///   a text above the size limit) or that this form cannot express.
    func encode(_ envelope: Envelope) throws(WireError) -> Frame
}

/// What one part of a frame turned out to be.
package enum DecodedItem: Hashable, Sendable {
    case envelope(Envelope)
    /// The answer to a text `ping`; proof that the server still has this socket in its map.
    case pong
    /// Could not be read; `raw` is kept so that nothing is lost.
    case unreadable(WireError, raw: Frame)
}

/// Why a frame could not be read or written: facts only; the sentences are `ClientError`'s.
package enum WireError: Error, Hashable, Sendable {
    case notJSON
    case notAnObject
    case missingField(String)
    case invalidField(String)
    /// Nested deeper than `limit` levels.
    case tooDeep(limit: Int)
    /// More than `limit` bytes.
    case tooLarge(limit: Int)
    /// More than `limit` values in one text.
    case tooManyValues(limit: Int)
    case unwritable(reason: String)
}
