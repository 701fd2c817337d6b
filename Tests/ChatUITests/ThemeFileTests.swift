import ChatUI
import Foundation
import Testing

/// The shipped theme files and the roles of the interface.
@Suite struct ThemeFileTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "themes")

    /// The names to the left of `=` before the first table.
    private func names(_ theme: String) throws -> [String] {
        let text = try String(contentsOf: Self.folder.appending(path: theme + ".toml"), encoding: .utf8)
        return text.split(separator: "\n").prefix { !$0.hasPrefix("[") }.filter { !$0.hasPrefix("#") }
            .compactMap { $0.split(separator: "=").first }
            .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\" ")) }
    }

    @Test func theDefaultThemeNamesEveryRole() throws {
        #expect(Set(try names("default")) == Set(Role.allCases.map(\.rawValue)))
    }

    @Test(arguments: ["light", "mono"]) func theOthersNameRolesOnly(_ theme: String) throws {
        let roles = Set(Role.allCases.map(\.rawValue) + ["inherits"])
        #expect(try names(theme).filter { !roles.contains($0) }.isEmpty)
    }
}
