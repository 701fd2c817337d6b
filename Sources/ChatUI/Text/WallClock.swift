package import ChatModel

/// The time as the runner told it last, and how the interface writes times of the user's day.
package struct WallClock: Hashable, Sendable {
    package var now: Timestamp
    /// What the user's clock shows beyond UTC.
    package var utcOffsetSeconds: Int

    package init(now: Timestamp = Timestamp(milliseconds: 0), utcOffsetSeconds: Int = 0) {
        self.now = now
        self.utcOffsetSeconds = utcOffsetSeconds
    }

    /// Days since 1970-01-01 on the user's calendar.
    func day(of time: Timestamp) -> Int64 {
        CivilDate.floorDivide(local(time), 86_400_000)
    }

    /// "14:31".
    func time(_ time: Timestamp) -> String {
        let rest = local(time) % 86_400_000
        let minutes = (rest < 0 ? rest + 86_400_000 : rest) / 60_000
        return Self.twoDigits(minutes / 60) + ":" + Self.twoDigits(minutes % 60)
    }

    /// "Tue 24 Nov", with the year when it is not this one: the date line of a timeline.
    func date(_ time: Timestamp) -> String {
        let date = CivilDate(daysSinceEpoch: day(of: time))
        let text = "\(date.weekdayName) \(date.dayAndMonth)"
        return date.year == thisYear ? text : "\(text) \(date.year)"
    }

    /// A list's time in five or six columns: "14:30" today, "Mon" this week, "21 Nov" this year, "2023" before.
    func brief(_ time: Timestamp) -> String {
        let date = CivilDate(daysSinceEpoch: day(of: time))
        switch day(of: now) - day(of: time) {
        case ...0: return self.time(time)
        case 1...6: return date.weekdayName
        default: return date.year == thisYear ? date.dayAndMonth : "\(date.year)"
        }
    }

    /// How long ago, in the largest unit that fits: "<1 min", "3 min", "2 h", "4 d".
    func age(since time: Timestamp) -> String {
        let minutes = max(0, now.milliseconds(since: time) / 60_000)
        switch minutes {
        case 0: return "<1 min"
        case 1..<60: return "\(minutes) min"
        case 60..<1440: return "\(minutes / 60) h"
        default: return "\(minutes / 1440) d"
        }
    }

    /// Seconds until `time`, rounded up; 0 when it has passed.
    func seconds(until time: Timestamp) -> Int64 {
        let milliseconds = max(0, time.milliseconds(since: now))
        return milliseconds / 1000 + (milliseconds % 1000 > 0 ? 1 : 0)
    }

    private var thisYear: Int64 { CivilDate(daysSinceEpoch: day(of: now)).year }

    private func local(_ time: Timestamp) -> Int64 {
        time.advanced(byMilliseconds: Int64(utcOffsetSeconds) * 1000).milliseconds
    }

    private static func twoDigits(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
