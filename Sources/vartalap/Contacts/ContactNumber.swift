import ChatCore
import ChatModel

/// A phone number from the command line that is meant as a contact's.
nonisolated enum ContactNumber {
    /// - Throws: `ProgramError` with the reason why it is none.
    static func read(_ text: String, _ contacts: ContactImport) throws(ProgramError) -> UserID {
        do {
            return try contacts.number(text)
        } catch {
            throw .layer(message: error.message(for: text), code: "invalidNumber", status: .data)
        }
    }
}

/// A contact as the commands print it.
nonisolated enum ContactLine {
    static func print(_ contact: Contact, to output: Output) throws(ProgramError) {
        guard output.isJSON else {
            return try output.columns(contact.user.rawValue, contact.hasAccount ? "yes" : "no", contact.name ?? "")
        }
        var line = JSONLine("contact")
        line.add("user", contact.user.rawValue)
        line.add("name", contact.name)
        line.add("account", contact.hasAccount)
        line.add("status", contact.status.rawValue)
        try output.object(line)
    }
}
