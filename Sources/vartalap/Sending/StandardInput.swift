import Foundation

/// Reads what a pipe or file holds on standard input.
nonisolated enum StandardInput {
    /// Everything up to the end as one text, without its final newline; characters may lie across blocks.
    ///
    /// - Throws: `.notUTF8` when it is not text; never a part of it.
    static func text(descriptor: Int32 = STDIN_FILENO) throws(ProgramError) -> String {
        guard var text = String(validating: try bytes(descriptor), as: UTF8.self) else {
            throw .notUTF8(source: "Standard input")
        }
        if text.unicodeScalars.last == "\n" { text.unicodeScalars.removeLast() }
        if text.unicodeScalars.last == "\r" { text.unicodeScalars.removeLast() }
        return text
    }

    /// The first line, without its newline and outer blanks.
    static func line(descriptor: Int32 = STDIN_FILENO) throws(ProgramError) -> String {
        let text = try text(descriptor: descriptor)
        return text.prefix { !$0.isNewline }.trimmingCharacters(in: .whitespaces)
    }

    static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    private static func bytes(_ descriptor: Int32) throws(ProgramError) -> [UInt8] {
        var result: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                result += block[..<count]
            } else if count == 0 {
                return result
            } else if errno != EINTR {
                throw .cannotRead(path: "standard input", reason: SystemReason.text(errno))
            }
        }
    }
}
