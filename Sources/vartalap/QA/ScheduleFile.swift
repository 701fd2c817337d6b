import FaultProxy
import Foundation

/// A file with a schedule of faults.
nonisolated enum ScheduleFile {
    static func read(_ path: String) throws(ProgramError) -> FaultSchedule {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw .cannotRead(path: path, reason: SystemReason.of(error))
        }
        do throws(FaultSpecificationError) {
            return try FaultSchedule(parsing: text)
        } catch {
            throw .usage(error.message)
        }
    }
}
