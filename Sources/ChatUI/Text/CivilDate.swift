/// A calendar day of the Gregorian calendar, from the number of days since 1970-01-01.
///
/// Own arithmetic, since the interface is pure: no time zone database, no locale. Source: H. Hinnant, "chrono-compatible
/// low-level date algorithms", `civil_from_days`.
struct CivilDate: Hashable {
    var year: Int64
    /// 1 to 12.
    var month: Int
    /// 1 to 31.
    var day: Int
    /// 0 is Sunday.
    var weekday: Int

    init(daysSinceEpoch days: Int64) {
        let shifted = days + 719_468
        let era = Self.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5) + 1
        month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        weekday = Int(days + 4 - Self.floorDivide(days + 4, 7) * 7)
    }

    /// "Tue".
    var weekdayName: String { Self.weekdays[weekday] }
    /// "24 Nov".
    var dayAndMonth: String { "\(day) \(Self.months[month - 1])" }

    /// Division that rounds down, also below zero.
    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
