import ChatModel

/// Every word of the demo.
nonisolated enum DemoTexts {
    /// What the slow contact answers, in turn.
    static let answers = [
        "Saw it, thanks! Give me ten minutes, I am still on the train 🚆",
        "हाँ, बिल्कुल. मैं शाम तक भेज दूँगी.",
        "Good point. I would do it the other way round, though:\n1. first the backup\n2. then the migration\n3. then coffee ☕",
        "Haha 😄",
        "Can you put that into the ticket? Otherwise I will have forgotten it by Monday.",
        "👍🏽",
    ]

    /// What the talking group says, over and over.
    static let talk: [(who: DemoPerson, text: String)] = [
        (DemoCast.ravi, "who left the kettle on?"),
        (DemoCast.farhan, "not me, I only drink coffee"),
        (DemoCast.meera, "it was full of water at least"),
        (DemoCast.ravi, "😅"),
        (DemoCast.meera, "dinner at 8? there is dal and there is rice"),
        (DemoCast.farhan, "I can bring जलेबी from the corner shop"),
        (DemoCast.ravi, "yes please"),
        (DemoCast.farhan, "how many are we?"),
        (DemoCast.meera, "four, unless somebody brings a friend"),
        (DemoCast.ravi, "match starts at 7:30 🏏"),
        (DemoCast.farhan, "then we eat in front of it, as usual"),
        (DemoCast.meera, "as long as somebody washes up afterwards 👀"),
        (DemoCast.ravi, "the washing machine is free now"),
        (DemoCast.farhan, "taking it"),
        (DemoCast.meera, "the power goes at 5 for an hour, charge your phones"),
        (DemoCast.ravi, "ok, thanks for telling"),
    ]

    /// The past of every conversation.
    static var chapters: [DemoChapter] { [echo, hostel, asha, baba, release, meera, lakshmi, ravi, noor, stranger] }
}
