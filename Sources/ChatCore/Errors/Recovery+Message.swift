package import ChatStore

extension Recovery {
    /// The user's sentence: what happened, what is there, and where the rest is.
    package var message: String {
        let unsent =
            switch waiting {
            case 0: ""
            case 1: ", one of them unsent and set aside (see: vartalap outbox list)"
            default: ", \(waiting) of them unsent and set aside (see: vartalap outbox list)"
            }
        return "The message store was damaged. \(isIncomplete ? "What could be read" : "All of it") was recovered: "
            + "\(messages) \(messages == 1 ? "message" : "messages")\(unsent). "
            + "The damaged file is kept as \(damagedFile.harmless(limit: 1000))."
    }
}
