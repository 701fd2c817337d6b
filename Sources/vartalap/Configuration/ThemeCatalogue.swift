import ChatUI
import Foundation
import Terminal

/// Finds themes: a file that is named, the user's own, then those that come with the program.
nonisolated struct ThemeCatalogue: Sendable {
    /// Where theme files are looked for, the first wins.
    let directories: [String]
    let name: String

    init(_ configuration: Configuration, environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.init(
            name: configuration[.theme] ?? "default",
            directories: [Places.configurationDirectory(environment) + "/themes"]
                + Places.shippedThemes(executable: Places.executable))
    }

    init(name: String, directories: [String]) {
        self.name = name
        self.directories = directories
    }

    /// The theme that was asked for, with everything that it inherits.
    ///
    /// The default and the mono theme need no file: a program that was copied without its themes still opens, in the
    /// terminal's own attributes.
    ///
    /// - Throws: `.configuration` with file and line, or `.unknownTheme`.
    func theme() throws(ProgramError) -> Theme {
        if path(of: name) == nil, ["default", "mono"].contains(name) { return .fallback }
        return Theme(name: name, styles: try styles(of: name, inheritedBy: []))
    }

    /// - Parameter heirs: the files on the way here, so that a circle is found.
    private func styles(of name: String, inheritedBy heirs: [String]) throws(ProgramError) -> [Role: Style] {
        guard let path = path(of: name) else {
            throw .unknownTheme(name, nearest: EditDistance.nearest(to: name, among: names), known: names)
        }
        let document = try TOMLDocument.read(path)
        let file: ThemeFile
        do {
            file = try ThemeFile(document, roles: Role.allCases.map(\.rawValue))
        } catch {
            throw .configuration(error)
        }
        var styles: [Role: Style] = [:]
        if let parent = file.inherits {
            styles = try inherited(parent, heirs: heirs + [path], document)
        }
        for (name, style) in file.styles {
            if let role = Role(rawValue: name) { styles[role] = style }
        }
        return styles
    }

    private func inherited(
        _ parent: String, heirs: [String], _ document: TOMLDocument
    ) throws(ProgramError) -> [Role: Style] {
        if let path = path(of: parent), heirs.contains(path) {
            throw .configuration(document.mistake(at: ["inherits"], "“\(parent)” inherits this theme itself"))
        }
        do {
            return try styles(of: parent, inheritedBy: heirs)
        } catch .unknownTheme(let name, let nearest, _) {
            throw .configuration(document.mistake(at: ["inherits"], "there is no theme “\(name)”", nearest: nearest))
        }
    }

    /// A name with a slash is a file.
    private func path(of name: String) -> String? {
        if name.contains("/") {
            let path = Places.expandingHome(name)
            return FileManager.default.fileExists(atPath: path) ? path : nil
        }
        return directories.map { "\($0)/\(name).toml" }.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// Every theme that can be named.
    private var names: [String] {
        let files = directories.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
        let named = files.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }
        return Set(named + ["default", "mono"]).sorted()
    }
}
