import ChatModel
import Testing

@testable import vartalap

@Suite struct NotificationTextTests {
    private func news(
        _ title: String, _ text: String = "hi", count: Int = 1, sender: String = "Ravi", isGroup: Bool = false
    ) -> NotificationText.News {
        let kind = isGroup ? Conversation.Kind.group : .direct(peer: UserID("+919812345678"))
        let conversation = Conversation(id: ConversationID(title), kind: kind, title: title)
        return NotificationText.News(conversation: conversation, count: count, newest: .text(text), sender: sender)
    }

    @Test func oneMessageIsShownWithItsSenderAndGroup() {
        let direct = NotificationText([news("Ravi", "hello")], showsText: true)
        let group = NotificationText([news("Hostel", "hello", isGroup: true)], showsText: true)

        #expect(direct.title == "Ravi" && direct.body == "hello" && direct.count == 1)
        #expect(group.title == "Ravi in Hostel" && group.chat == "Hostel")
    }

    @Test func severalAreCounted() {
        let chat = NotificationText([news("Ravi", count: 3)], showsText: true)
        let all = NotificationText(
            [news("Ravi", count: 5), news("Asha", count: 4), news("x", count: 3)], showsText: true)

        #expect(chat.title == "Ravi" && chat.body == "3 new messages")
        #expect(all.title == "Vartalap" && all.body == "12 new messages in 3 chats")
    }

    @Test func hiddenTextIsNotShown() {
        #expect(NotificationText([news("Ravi", "secret")], showsText: false).body == "New message")
    }

    @Test func nothingThatATerminalObeysGetsThroughAndNothingIsLong() {
        let text = NotificationText(
            [
                news(
                    "G\u{1B}]0;t\u{7}\n", "\u{202E}a\u{0}\u{9B}2J" + String(repeating: "x", count: 100_000),
                    isGroup: true)
            ],
            showsText: true)

        for scalar in (text.title + text.body + text.chat).unicodeScalars {
            #expect(!["\u{1B}", "\u{7}", "\u{202E}", "\u{0}", "\u{9B}", "\n"].contains(scalar))
        }
        #expect(text.body.count <= 260)
    }

    @Test func aTextFillsOneArgumentWhateverItHolds() {
        let text = NotificationText([news("{body}", "--help; `id` {title} <b>&", sender: "-n")], showsText: true)
        let plain = NotificationCommand(words: ["show", "{title}", "x{body}"], hasMarkup: false)
        let marked = NotificationCommand(words: ["show", "--", "{title}", "{body}", "{other}", "{"], hasMarkup: true)

        #expect(plain.arguments(for: text) == ["\u{2010}n", "x--help; `id` {title} <b>&"])
        #expect(
            marked.arguments(for: text) == ["--", "-n", "--help; `id` {title} &lt;b&gt;&amp;", "{other}", "{"])
    }

    @Test(arguments: [
        ("command = \"notify-send 'a\"", "“notifications.command” holds no command"),
        ("command = []", "“notifications.command” holds no command"),
        ("command = [\"a\", 1]", "must hold words in quotes"),
        ("command = \"a {boddy}\"", "“{boddy}” stands for nothing"),
        ("when = \"allways\"", "“allways” is no process that notifies"),
        ("show_text = 1", "“notifications.show_text” must be true or false"),
    ])
    func mistakesAreNamed(line: String, problem: String) throws {
        let document = try TOMLDocument(text: "[notifications]\n\(line)\n", file: "config.toml")
        #expect {
            _ = try ConfigurationFile.values(of: document)
        } throws: { error in
            (error as? SourceMistake)?.message.hasPrefix("config.toml:2: ") == true
                && (error as? SourceMistake)?.message.contains(problem) == true
        }
    }

    @Test func withoutACommandThereIsNothingToRun() throws {
        let none = Configuration(flags: [:], environment: [:])
        let document = try TOMLDocument(
            text: "notifications.command = \"notify-send -- {title} '{body}'\"\nnotifications.when = \"always\"",
            file: "config.toml")
        let values = try ConfigurationFile.values(of: document)
        let some = NotificationSettings(Configuration(flags: [:], environment: [:], values: values))

        #expect(NotificationSettings(none) == nil)
        #expect(some?.command == ["notify-send", "--", "{title}", "{body}"])
        #expect(some?.isMeant(for: .agent) == true && some?.isMeant(for: .interface) == true)
        #expect(some?.isMeant(for: .send) == false)
    }
}
