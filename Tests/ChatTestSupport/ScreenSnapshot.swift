import Foundation
package import Terminal

/// Compares a drawn screen with the text file that a reviewer has read.
///
/// Rows are framed with `|`, so that blanks at their ends count. With RECORD_SNAPSHOTS=1 in the environment the file is
/// written instead, and the comparison fails so that nobody records by accident.
package enum ScreenSnapshot {
    /// What differs from `Snapshots/NAME.txt` beside the test's file; nil when nothing does.
    ///
    /// `#expect(ScreenSnapshot.difference(buffer, from: "list-80x24") == nil)`
    package static func difference(_ buffer: CellBuffer, from name: String, testFile: String = #filePath) -> String? {
        let folder = URL(fileURLWithPath: testFile).deletingLastPathComponent().appendingPathComponent("Snapshots")
        let file = folder.appendingPathComponent(name + ".txt")
        let drawn = framed(buffer)
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
            return record(drawn, in: file)
        }
        guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
            return "There is no snapshot \(name). Record it with RECORD_SNAPSHOTS=1. The screen:\n\(drawn)"
        }
        return expected == drawn
            ? nil : "The screen differs from \(name), \(firstDifference(expected, drawn))\n\(drawn)"
    }

    /// The rows of the screen as text, each between two bars.
    package static func framed(_ buffer: CellBuffer) -> String {
        buffer.lines.map { "|\($0)|\n" }.joined()
    }

    private static func record(_ drawn: String, in file: URL) -> String {
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try drawn.write(to: file, atomically: true, encoding: .utf8)
            return "Recorded \(file.lastPathComponent). Run again without RECORD_SNAPSHOTS."
        } catch {
            return "Can't record \(file.path): \(error)"
        }
    }

    private static func firstDifference(_ expected: String, _ drawn: String) -> String {
        let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let new = drawn.split(separator: "\n", omittingEmptySubsequences: false)
        let row = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        guard let row else { return "which has \(old.count - 1) rows, not \(new.count - 1):" }
        return "first in row \(row):\nexpected \(old[row])\ndrawn    \(new[row])\n"
    }
}
