import Foundation
import Subprocess
import SystemPackage

/// The user's command that shows a notification: run without a shell, each word of it one argument whatever a message
/// holds.
nonisolated struct NotificationCommand: Equatable, Sendable {
    /// What may stand in braces in a word.
    static let placeholders = ["title", "body", "chat", "count"]

    let words: [String]
    let hasMarkup: Bool
    /// How long it may take before it is killed.
    private static let patience = Duration.seconds(10)

    /// The first name in braces that means nothing; nil when there is none.
    static func unknownPlaceholder(in words: [String]) -> String? {
        for word in words {
            for piece in word.split(separator: "{", omittingEmptySubsequences: false).dropFirst() {
                guard let end = piece.firstIndex(of: "}") else { continue }
                let name = String(piece[..<end])
                if !placeholders.contains(name) { return name }
            }
        }
        return nil
    }

    /// The command's arguments for a notification.
    func arguments(for text: NotificationText) -> [String] {
        let values = [
            "title": text.title, "body": hasMarkup ? text.markup : text.body, "chat": text.chat,
            "count": String(text.count),
        ]
        var endsOptions = false
        return words.dropFirst().map { word in
            if word == "--" { endsOptions = true }
            let filled = Self.fill(word, values)
            // A text that begins with a dash is no option of the command's.
            guard !endsOptions, word.hasPrefix("{"), filled.hasPrefix("-") else { return filled }
            return "\u{2010}" + filled.dropFirst()
        }
    }

    /// Replaces in one pass, so that braces in a message mean nothing.
    private static func fill(_ word: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = word[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[open...]
            guard let close = rest.firstIndex(of: "}"),
                let value = values[String(rest[rest.index(after: open)..<close])]
            else {
                result += "{"
                rest = rest.dropFirst()
                continue
            }
            result += value
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// Runs it; one that takes too long is killed.
    ///
    /// - Returns: why it failed; nil when it did not.
    func run(_ text: NotificationText) async -> String? {
        let arguments = arguments(for: text)
        return await withTaskGroup(of: String?.self) { group in
            group.addTask { await run(arguments) }
            group.addTask {
                try? await ContinuousClock().sleep(for: Self.patience)
                return "it took longer than \(Self.patience.components.seconds) s"
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private func run(_ arguments: [String]) async -> String? {
        let program = words.first ?? ""
        let executable: Executable = program.contains("/") ? .path(FilePath(program)) : .name(program)
        do {
            let result = try await Subprocess.run(
                executable, arguments: Arguments(arguments), input: .none, output: .discarded, error: .discarded)
            switch result.terminationStatus {
            case .exited(0): return nil
            case .exited(let code): return "it ended with status \(code)"
            case .signaled(let signal): return "it was ended by signal \(signal)"
            }
        } catch is CancellationError {
            return "it was given up"
        } catch {
            return "it could not be run"
        }
    }
}
