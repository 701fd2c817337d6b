import Foundation
import TOMLKit

/// A TOML file as a tree of plain values in which every key knows its line, so that a mistake can be pointed at.
nonisolated struct TOMLDocument: Sendable {
    /// A value of the file. Dates are kept as their type's name only: nothing here uses them.
    indirect enum Value: Equatable, Sendable {
        case string(String)
        case integer(Int)
        case boolean(Bool)
        case array([Value])
        case table([String: Value])
        case other(String)

        /// How an error names the type.
        var typeName: String {
            switch self {
            case .string: "text"
            case .integer: "a number"
            case .boolean: "true or false"
            case .array: "a list"
            case .table: "a table"
            case .other(let name): "a \(name)"
            }
        }
    }

    let file: String
    let root: [String: Value]
    private let lines: [[String]: Int]

    /// Parses `text`, the content of `file`.
    init(text: String, file: String) throws(SourceMistake) {
        self.file = file
        if let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex(where: {
            $0.contains("\0")
        }) {
            throw SourceMistake(file: file, line: line + 1, problem: "a NUL byte")
        }
        do {
            root = Self.tree(try TOMLTable(string: text))
        } catch let error as TOMLParseError {
            throw SourceMistake(
                file: file, line: max(1, error.source.begin.line), problem: Self.trimmed(error.description))
        } catch {
            throw SourceMistake(file: file, line: 1, problem: "not TOML")
        }
        lines = TOMLLines.find(in: text)
    }

    /// Reads and parses the file at `path`.
    static func read(_ path: String) throws(ProgramError) -> TOMLDocument {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw .cannotRead(path: path, reason: SystemReason.of(error))
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .configuration(SourceMistake(file: path, line: 1, problem: "not UTF-8 text"))
        }
        do {
            return try TOMLDocument(text: text, file: path)
        } catch {
            throw .configuration(error)
        }
    }

    /// The line on which `key` is set, or its nearest parent's; 1 when neither is known.
    func line(of key: [String]) -> Int {
        var prefix = key[...]
        while !prefix.isEmpty {
            if let line = lines[Array(prefix)] { return line }
            prefix = prefix.dropLast()
        }
        return 1
    }

    func mistake(at key: [String], _ problem: String, nearest: String? = nil) -> SourceMistake {
        SourceMistake(file: file, line: line(of: key), problem: problem, nearest: nearest)
    }

    private static func tree(_ table: TOMLTable) -> [String: Value] {
        var result: [String: Value] = [:]
        for key in table.keys {
            if let value = table[key]?.tomlValue { result[key] = self.value(value) }
        }
        return result
    }

    private static func value(_ value: TOMLValue) -> Value {
        if let text = value.string { return .string(text) }
        if let flag = value.bool { return .boolean(flag) }
        if let number = value.int { return .integer(number) }
        if let table = value.table { return .table(tree(table)) }
        if let array = value.array { return .array(array.map { self.value($0.tomlValue) }) }
        return .other(value.type.description)
    }

    /// The parser's words as the middle of our sentence.
    private static func trimmed(_ description: String) -> String {
        var text = description[...]
        while let last = text.last, last == "." || last.isWhitespace { text = text.dropLast() }
        return text.first.map { $0.lowercased() + text.dropFirst() } ?? "not TOML"
    }
}
