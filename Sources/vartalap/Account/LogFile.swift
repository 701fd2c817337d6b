import Foundation
import Logging

/// Logs to a file, never to the terminal: readable by its owner only, and at most two files of a mebibyte each.
///
/// Opens the file for each line, so that it has no state to guard and several processes may share one file: appending
/// one line is atomic.
nonisolated struct LogFile: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let place: Place
    private static let limit = 1 << 20

    private enum Place {
        case file(String)
        case descriptor(Int32)
    }

    init(path: String, level: Logger.Level) {
        place = .file(path)
        logLevel = level
    }

    /// Logs to a descriptor that is open anyway.
    init(descriptor: Int32, level: Logger.Level) {
        place = .descriptor(descriptor)
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let fields = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        append("\(Self.now()) \(event.level) \(event.message)\(fields)")
    }

    private func append(_ text: String) {
        let line = Array((PlainText.column(text) + "\n").utf8)
        switch place {
        case .descriptor(let descriptor):
            _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        case .file(let path):
            let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { return }
            _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            Self.rotateIfFull(descriptor, path)
            close(descriptor)
        }
    }

    /// Moves a full file aside, unless another writer has just done so.
    private static func rotateIfFull(_ descriptor: Int32, _ path: String) {
        var open = stat()
        var current = stat()
        guard fstat(descriptor, &open) == 0, open.st_size > limit, stat(path, &current) == 0,
            current.st_ino == open.st_ino
        else { return }
        rename(path, path + ".1")
    }

    private static func now() -> String {
        PlainText.time(SystemClock.now())
    }
}
