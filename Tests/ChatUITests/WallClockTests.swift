import ChatModel
import Testing

@testable import ChatUI

/// Times as people write them, without a time zone database.
@Suite struct WallClockTests {
    private let clock = WallClock(now: Timestamp(milliseconds: 1_795_510_867_000), utcOffsetSeconds: 19_800)

    private func ago(days: Int64 = 0, minutes: Int64 = 0) -> Timestamp {
        clock.now.advanced(byMilliseconds: -(days * 86_400 + minutes * 60) * 1000)
    }

    @Test func theTimeIsTheUsers() {
        #expect(clock.time(clock.now) == "14:31")
        #expect(WallClock(now: clock.now, utcOffsetSeconds: -28_800).time(clock.now) == "01:01")
    }

    @Test func listsShowTimeDayDateOrYear() {
        #expect(clock.brief(ago()) == "14:31")
        #expect(clock.brief(ago(days: 1)) == "Mon")
        #expect(clock.brief(ago(days: 6)) == "Wed")
        #expect(clock.brief(ago(days: 7)) == "17 Nov")
        #expect(clock.brief(ago(days: 365)) == "2025")
        #expect(clock.brief(clock.now.advanced(byMilliseconds: 86_400_000)) == "14:31")
    }

    @Test func dateLinesNameTheYearWhenItIsAnother() {
        #expect(clock.date(ago()) == "Tue 24 Nov")
        #expect(clock.date(ago(days: 365)) == "Mon 24 Nov 2025")
    }

    @Test func aDayBeginsAtTheUsersMidnight() {
        let beforeMidnight = ago(minutes: 14 * 60 + 32)
        #expect(clock.day(of: clock.now) - clock.day(of: beforeMidnight) == 1)
        #expect(clock.brief(beforeMidnight) == "Mon")
    }

    @Test func agesAreInTheLargestUnit() {
        #expect(clock.age(since: ago()) == "<1 min")
        #expect(clock.age(since: ago(minutes: 59)) == "59 min")
        #expect(clock.age(since: ago(minutes: 125)) == "2 h")
        #expect(clock.age(since: ago(days: 3)) == "3 d")
        #expect(clock.age(since: clock.now.advanced(byMilliseconds: 5000)) == "<1 min")
    }

    @Test func secondsAreRoundedUp() {
        #expect(clock.seconds(until: clock.now.advanced(byMilliseconds: 7001)) == 8)
        #expect(clock.seconds(until: ago(minutes: 1)) == 0)
    }

    @Test(arguments: [Int64.min, -1, 0, .max]) func everyInstantHasAText(_ milliseconds: Int64) {
        let time = Timestamp(milliseconds: milliseconds)
        #expect(!clock.date(time).isEmpty)
        #expect(!clock.brief(time).isEmpty)
        #expect(clock.time(time).count == 5)
    }

    private func parts(_ days: Int64) -> [Int] {
        let date = CivilDate(daysSinceEpoch: days)
        return [Int(date.year), date.month, date.day, date.weekday]
    }

    @Test func theCalendarIsGregorian() {
        #expect(parts(0) == [1970, 1, 1, 4])
        #expect(parts(-1) == [1969, 12, 31, 3])
        #expect(parts(11_016) == [2000, 2, 29, 2])
        #expect(parts(20_781) == [2026, 11, 24, 2])
    }

    @Test func figuresAreGrouped() {
        #expect(
            [0, 999, 1000, 16_384, 1_234_567, -12_345].map(NumberText.grouped)
                == ["0", "999", "1,000", "16,384", "1,234,567", "-12,345"])
    }

    @Test func numbersAreSpacedForPeople() {
        #expect(NumberText.spaced("+919876543210") == "+91 98765 43210")
        #expect(NumberText.spaced("+4915112345678") == "+4915112345678")
        #expect(NumberText.brief("+919876543210") == "+91..10")
        #expect(NumberText.tail("+919876543210") == "..43210")
    }

    @Test func fuzzyMatchesAreRanked() {
        #expect(FuzzyMatch.rank(of: "as", in: "Asha Rao") == 0)
        #expect(FuzzyMatch.rank(of: "rao", in: "Asha Rao") == 1)
        #expect(FuzzyMatch.rank(of: "sha", in: "Asha Rao") == 2)
        #expect(FuzzyMatch.rank(of: "aro", in: "Asha Rao") == 3)
        #expect(FuzzyMatch.rank(of: "xyz", in: "Asha Rao") == nil)
    }
}
