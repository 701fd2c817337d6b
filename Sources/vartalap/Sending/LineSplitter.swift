/// Cuts what a pipe brings into lines, each as the bytes that it is; a character may lie across blocks.
nonisolated struct LineSplitter {
    /// One line without its newline.
    struct Line: Equatable, Sendable {
        /// Counted from 1.
        var number: Int
        var bytes: [UInt8]
    }

    /// Bytes that are kept of a line: enough to see that it is too long.
    private let limit: Int
    private var rest: [UInt8] = []
    private var number = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// The lines that `block` completes.
    mutating func take(_ block: [UInt8]) -> [Line] {
        var lines: [Line] = []
        for piece in block.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if !lines.isEmpty || piece.startIndex > 0 { lines.append(complete()) }
            rest += piece.prefix(max(0, limit - rest.count))
        }
        return lines
    }

    /// The last line, where no newline ended it.
    mutating func finish() -> Line? {
        rest.isEmpty ? nil : complete()
    }

    private mutating func complete() -> Line {
        number += 1
        if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
        defer { rest = [] }
        return Line(number: number, bytes: rest)
    }
}
