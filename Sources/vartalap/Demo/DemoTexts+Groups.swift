import ChatModel

nonisolated extension DemoTexts {
    /// The long one: some weeks of small talk, so that there is something to scroll back through.
    static var hostel: DemoChapter {
        let (ravi, meera, farhan) = (DemoCast.ravi, DemoCast.meera, DemoCast.farhan)
        let everybody = [ravi, meera, farhan].map(\.user) + [DemoCast.user]
        let end: [DemoLine] = [
            .at(days: 1, 130, .person(meera), "Water comes at 6 tomorrow, please fill the buckets"),
            .at(days: 1, 128, .us(.read), "will do"),
            .at(days: 1, 40, .person(farhan), "🏏 we need one more for Sunday"),
            .at(days: 1, 38, .person(ravi), "me, if nobody laughs"),
            .at(days: 1, 37, .us(.read), "nobody promises that"),
            .at(55, .person(farhan), "Rent is due on the 1st. 4 × 6,500 = 26,000"),
            .at(41, .person(meera), "paid ✅"),
            .at(12, .person(ravi), "paid ✅ and the cat says hello"),
        ]
        return DemoChapter(
            with: .group(DemoCast.hostel), unreadCount: 3,
            lines: [.added(days: 26, by: ravi, everybody)] + smallTalk(days: 25, perDay: 12) + end)
    }

    static var release: DemoChapter {
        let (asha, meera, noor) = (DemoCast.asha, DemoCast.meera, DemoCast.noor)
        return DemoChapter(
            with: .group(DemoCast.release),
            lines: [
                .added(days: 9, by: asha, [asha, meera, noor].map(\.user) + [DemoCast.user]),
                .at(days: 8, 500, .person(asha), "This is where we count down. No jokes, no cats."),
                .at(days: 8, 499, .person(meera), "🐈"),
                .at(
                    days: 5, 250, .person(noor),
                    """
                    Checklist for Thursday:
                    [x] migrations rehearsed on a copy
                    [x] rollback rehearsed
                    [ ] dashboards: https://example.org/dash/release?from=now-6h&to=now
                    [ ] somebody awake in each time zone
                    """),
                .at(days: 5, 240, .us(.read), "I take the dashboards"),
                .at(days: 5, 239, .person(asha), "and I am awake anyway"),
                .at(days: 2, 720, .person(meera), "rc2 is out, sha256 9f2c…41d7"),
                .at(days: 2, 700, .us(.read), "installing"),
                .at(days: 2, 660, .us(.read), "rc2 runs since 40 minutes, no error, memory flat at 61 MB"),
                .at(days: 1, 505, .person(asha), "then we go on Thursday at 10:00 IST 🚀"),
                .at(180, .us(.sent), "Thursday works. Noor, can you take the night?"),
            ])
    }

    private static func smallTalk(days: Int64, perDay: Int64) -> [DemoLine] {
        let speakers = [DemoCast.ravi, DemoCast.meera, DemoCast.farhan]
        let phrases = [
            "good morning", "tea?", "yes please ☕", "who has the key?", "under the mat", "the lift is stuck again",
            "stairs it is 💪🏽", "anybody at home?", "back at 7", "bring milk", "2 litres?", "one is enough", "done",
            "movie tonight?", "which one?", "the one with the train", "again?!", "it is a good train",
            "घर पे कोई है?", "मैं हूँ", "good night 🌙", "the wifi password is on the fridge", "thanks!",
        ]
        var generator = SeededGenerator(seed: 26)
        var lines: [DemoLine] = []
        for day in stride(from: days, to: 1, by: -1) {
            var minutes = 1_200 - Int64.random(in: 0..<30, using: &generator)
            for _ in 0..<perDay {
                let speaker = speakers[Int.random(in: 0..<speakers.count, using: &generator)]
                let phrase = phrases[Int.random(in: 0..<phrases.count, using: &generator)]
                lines.append(.at(days: day, minutes, .person(speaker), phrase))
                minutes -= Int64.random(in: 1...90, using: &generator)
            }
        }
        return lines
    }
}
