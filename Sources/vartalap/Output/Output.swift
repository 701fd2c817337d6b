import Foundation

/// Where a command prints its results: UTF-8 whatever the locale says, one write a line, so that a reader at the other
/// end of a pipe sees each line at once.
nonisolated struct Output: Sendable {
    /// Whether results are JSON objects rather than tab-separated lines.
    let isJSON: Bool
    private let descriptor: Int32

    init(json: Bool, descriptor: Int32 = STDOUT_FILENO) {
        isJSON = json
        self.descriptor = descriptor
    }

    /// Prints one tab-separated line; columns are made harmless and kept to one line each.
    func columns(_ columns: String...) throws(ProgramError) {
        try line(columns.map(PlainText.column).joined(separator: "\t"))
    }

    func object(_ object: JSONLine) throws(ProgramError) {
        try line(object.text)
    }

    /// Prints `text` and a newline as they are.
    ///
    /// - Throws: `.outputClosed` when the reader has gone, `.cannotWrite` for anything else.
    func line(_ text: String) throws(ProgramError) {
        guard let failure = Self.write(text + "\n", to: descriptor) else { return }
        if failure == EPIPE { throw .outputClosed }
        throw .cannotWrite(path: "standard output", reason: String(cString: strerror(failure)))
    }

    /// Prints one line on standard error; a failure to do so has nowhere to be told.
    static func complain(_ text: String) {
        _ = write("vartalap: " + PlainText.harmless(text) + "\n", to: STDERR_FILENO)
    }

    /// Writes all of `text`.
    ///
    /// - Returns: nil, or the system's error number.
    private static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var rest = ArraySlice(text.utf8)
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }
}
