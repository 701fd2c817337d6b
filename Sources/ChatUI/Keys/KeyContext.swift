/// Where keys are pressed; the same key may mean different things in different places.
package enum KeyContext: String, CaseIterable, Hashable, Sendable {
    /// Everywhere that has no meaning of its own for the key.
    case anywhere
    case box
    case list
    case messages
    /// The popup that finds chats.
    case picker
    /// The popup that marks people.
    case people
    /// The members of a group.
    case members
    case outbox
    case help
    /// A question in the status line.
    case question

    /// The heading in the help.
    package var heading: String {
        switch self {
        case .anywhere: "Anywhere"
        case .box: "In the box"
        case .list: "In the list of chats"
        case .messages: "In the messages"
        case .picker: "When finding a chat"
        case .people: "When choosing people"
        case .members: "In the members of a group"
        case .outbox: "In the outbox"
        case .help: "In this help"
        case .question: "When asked"
        }
    }

    /// Whether keys without a meaning here keep the one they have anywhere; popups keep their keys to themselves.
    var fallsThrough: Bool {
        switch self {
        case .anywhere, .box, .list, .messages: true
        case .picker, .people, .members, .outbox, .help, .question: false
        }
    }
}
