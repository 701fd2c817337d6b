import Foundation

/// Asks the person at the terminal; standard output stays free for results.
nonisolated enum Prompt {
    /// - Throws: `.noCode` when nothing was typed.
    static func line(_ question: String) throws(ProgramError) -> String {
        FileHandle.standardError.write(Data(question.utf8))
        guard let answer = readLine()?.trimmingCharacters(in: .whitespaces), !answer.isEmpty else { throw .noCode }
        return answer
    }
}
