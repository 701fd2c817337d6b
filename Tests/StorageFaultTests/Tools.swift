import Foundation
import Testing

/// The programs that `swift build` put beside this test's own executable.
enum Tool: String {
    case torture = "StoreTorture"
    case vartalap

    var path: String {
        get throws {
            let test = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            let candidates = [
                test.deletingLastPathComponent(),
                URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent(),
            ].map { $0.appendingPathComponent(rawValue).path }
            return try #require(
                candidates.first { FileManager.default.isExecutableFile(atPath: $0) },
                "\(rawValue) is not beside the tests; run `swift build --build-tests` first")
        }
    }
}
