import ChatModel

nonisolated extension DemoTexts {
    static var echo: DemoChapter {
        DemoChapter(
            with: .person(DemoCast.echo),
            lines: [
                .at(days: 1, 20, .person(DemoCast.echo), "Hi! I send back whatever you write to me."),
                .at(days: 1, 18, .us(.read), "Anything?"),
                .at(days: 1, 18, .person(DemoCast.echo), "Anything?"),
                .at(days: 1, 17, .us(.read), "👨‍👩‍👧‍👦 🇮🇳 👍🏽 नमस्ते"),
                .at(days: 1, 17, .person(DemoCast.echo), "👨‍👩‍👧‍👦 🇮🇳 👍🏽 नमस्ते"),
                .at(days: 1, 16, .us(.read), "ok"),
                .at(days: 1, 16, .person(DemoCast.echo), "ok"),
            ])
    }

    static var asha: DemoChapter {
        let asha = DemoLine.Speaker.person(DemoCast.asha)
        return DemoChapter(
            with: .person(DemoCast.asha), unreadCount: 2,
            lines: [
                .at(days: 4, 300, asha, "Are you coming to the meetup on Saturday?"),
                .at(days: 4, 290, .us(.read), "Yes! Ravi as well. Who speaks?"),
                .at(
                    days: 4, 288, asha,
                    "Somebody from the SQLite people, about write-ahead logging. Then me, about what happens when you "
                        + "trust a socket too much: a message that was written is not a message that arrived, and a "
                        + "message that arrived is not a message that was read. I have forty slides and twenty "
                        + "minutes, so there is room for improvement."),
                .at(days: 4, 287, .us(.read), "😂 skip the first twenty"),
                .at(days: 2, 95, asha, "Slides, if you want to look: https://example.org/talks/outbox.html#12"),
                .at(days: 2, 60, .us(.read), "Slide 12 has the arrows the wrong way round"),
                .at(days: 2, 59, asha, "🤦🏽‍♀️ fixed, thank you"),
                .at(64, asha, "are the counters fixed on staging?"),
                .at(60, .us(.read), "yes, 3 green runs since noon"),
                .at(59, .us(.read), "one left: reconnect after sleep"),
                .at(24, asha, "can you send me the trace?"),
                .at(23, asha, "that one. i see the gap too"),
            ])
    }

    static var baba: DemoChapter {
        let baba = DemoLine.Speaker.person(DemoCast.baba)
        return DemoChapter(
            with: .person(DemoCast.baba),
            lines: [
                .at(days: 6, 30, baba, "बेटा, पहुँच गए?"),
                .at(days: 6, 12, .us(.read), "हाँ बाबा, ट्रेन समय पर थी 🚆"),
                .at(days: 6, 11, baba, "खाना खा लेना."),
                .at(days: 3, 700, baba, "Doctor says everything is fine. Blood pressure 120/80 👌🏽"),
                .at(days: 3, 690, .us(.read), "Wonderful! Give Aai a hug ❤️"),
                .at(days: 1, 610, baba, "क्षितिज की शादी 12 तारीख को है. तुम आओगे न?"),
                .at(days: 1, 600, .us(.read), "ज़रूर. मैं टिकट आज ही लेता हूँ."),
                .at(140, baba, "Send me the train number when you have it."),
                .at(98, .us(.read), "12137 Punjab Mail, coach B2, seats 31 and 32"),
            ])
    }

    static var meera: DemoChapter {
        let meera = DemoLine.Speaker.person(DemoCast.meera)
        return DemoChapter(
            with: .person(DemoCast.meera), draft: "Let's meet at the station at ",
            lines: [
                .at(days: 2, 400, meera, "Did you get the recipe?"),
                .at(
                    days: 2, 380, .us(.read),
                    """
                    Yes:

                    2 cups  rice flour
                    1 cup   jaggery, grated
                    1       coconut
                    ½ tsp   cardamom

                    Steam for 12 minutes, not more!
                    """),
                .at(days: 2, 379, meera, "मोदक! 🥟🥟🥟"),
                .at(days: 1, 222, meera, "They came out well. There are three left, and then there were two."),
                .at(days: 1, 220, .us(.delivered), "I am on my way"),
                .at(310, meera, "Train or bus tomorrow?"),
            ])
    }

    static var lakshmi: DemoChapter {
        let lakshmi = DemoLine.Speaker.person(DemoCast.lakshmi)
        return DemoChapter(
            with: .person(DemoCast.lakshmi), unreadCount: 1,
            lines: [
                .at(days: 5, 100, lakshmi, "गणपती बाप्पा मोरया! 🙏🏽"),
                .at(days: 5, 90, .us(.read), "मंगलमूर्ती मोरया! 🙏🏽"),
                .at(days: 1, 45, lakshmi, "उद्या सकाळी फोन कर. तुझ्यासाठी पुरणपोळी ठेवली आहे."),
            ])
    }

    static var ravi: DemoChapter {
        let ravi = DemoLine.Speaker.person(DemoCast.ravi)
        return DemoChapter(
            with: .person(DemoCast.ravi),
            lines: [
                .at(days: 3, 200, ravi, "The router is back: https://192.168.1.1/status?lang=en&tab=wan"),
                .at(days: 3, 199, .us(.read), "what was it?"),
                .at(days: 3, 198, ravi, "the cat 🐈"),
                .at(days: 2, 33, .us(.read), "I owe you 240 for the pizza"),
                .at(days: 2, 31, ravi, "250 😎"),
                .at(205, .us(.delivered), "paid, with 10 for the cat"),
            ])
    }

    /// Noor is not connected, so our last message stays sent.
    static var noor: DemoChapter {
        let noor = DemoLine.Speaker.person(DemoCast.noor)
        return DemoChapter(
            with: .person(DemoCast.noor),
            lines: [
                .at(days: 7, 10, noor, "Landed. It is 4 in the morning here 🇺🇸🛬"),
                .at(days: 7, 5, .us(.read), "Sleep! Did the family travel well? 👨‍👩‍👧‍👦"),
                .at(days: 6, 800, noor, "The small one slept all the way, the large ones did not."),
                .at(days: 2, 555, noor, "خدا حافظ اور شکریہ — see you in March"),
                .at(165, .us(.sent), "Call me when you are awake, no hurry"),
            ])
    }

    static var stranger: DemoChapter {
        DemoChapter(
            with: .person(DemoCast.stranger), unreadCount: 1,
            lines: [
                .at(days: 1, 333, .person(DemoCast.stranger), "Hello, is the bicycle still for sale? 🚲")
            ])
    }
}
