import ChatUI
import Foundation
import Terminal
import Testing

@testable import vartalap

@Suite struct ThemeTests {
    @Test func aStyleIsWordsOrATable() throws {
        let file = try ThemeFile(
            TOMLDocument(
                text: """
                    inherits = "default"
                    bar = "bold cyan on 236"
                    "list.name" = { fg = "accent", bg = "#102030", attributes = ["bold", "reverse"] }
                    msg.own = 4
                    input.placeholder = "default"

                    [palette]
                    accent = "#ff8000"
                    """, file: "t.toml"), roles: Role.allCases.map(\.rawValue))

        #expect(file.inherits == "default")
        #expect(
            file.styles == [
                "bar": Style(foreground: .indexed(6), background: .indexed(236), attributes: .bold),
                "list.name": Style(
                    foreground: .rgb(red: 255, green: 128, blue: 0), background: .rgb(red: 16, green: 32, blue: 48),
                    attributes: [.bold, .reverse]),
                "msg.own": Style(foreground: .indexed(4)),
                "input.placeholder": .plain,
            ])
    }

    @Test(arguments: [
        ("\nmsg.onw = \"red\"", "t.toml:2: unknown role “msg.onw”. Did you mean “msg.own”?"),
        ("bar = \"rde\"", "t.toml:1: unknown colour “rde”. Did you mean “red”?"),
        ("bar = { fg = \"red\", blod = true }", "t.toml:1: “blod” says nothing about “bar”."),
        ("bar = { attributes = [\"blod\"] }", "t.toml:1: unknown attribute “blod”. Did you mean “bold”?"),
        ("bar = \"red\"\ninput = 256", "t.toml:2: a colour's number lies between 0 and 255, 256 does not."),
        ("bar = \"#12345\"", "t.toml:1: unknown colour “#12345”."),
        ("[palette]\na = true", "t.toml:2: a colour is text or a number, not true or false."),
        ("inherit = \"default\"", "t.toml:1: unknown role “inherit”. Did you mean “inherits”?"),
    ])
    func aMistakeIsNamedWithItsPlace(text: String, message: String) {
        let error = #expect(throws: SourceMistake.self) {
            try ThemeFile(TOMLDocument(text: text, file: "t.toml"), roles: Role.allCases.map(\.rawValue))
        }
        #expect(error?.message == message)
    }

    @Test func aThemeInheritsAndTheUsersOwnWins() throws {
        let own = try directory([
            "mine": "inherits = \"base\"\nbar = \"red\"", "base": "bar = \"blue\"\nerror = \"blue\"",
        ])
        let shipped = try directory(["base": "error = \"green\""])

        let theme = try ThemeCatalogue(name: "mine", directories: [own.path, shipped.path]).theme()

        #expect(theme[.bar] == Style(foreground: .indexed(1)))
        #expect(theme[.error] == Style(foreground: .indexed(4)))
    }

    @Test func aCircleAndAnUnknownParentAreNamed() throws {
        let themes = try directory(["a": "inherits = \"b\"", "b": "inherits = \"a\"", "c": "\ninherits = \"bb\""])

        let circle = #expect(throws: ProgramError.self) {
            try ThemeCatalogue(name: "a", directories: [themes.path]).theme()
        }
        let parent = #expect(throws: ProgramError.self) {
            try ThemeCatalogue(name: "c", directories: [themes.path]).theme()
        }
        let unknown = #expect(throws: ProgramError.self) {
            try ThemeCatalogue(name: "defalt", directories: [themes.path]).theme()
        }

        #expect(circle?.message.contains("b.toml:1: “a” inherits this theme itself.") == true)
        #expect(parent?.message.contains("c.toml:2: there is no theme “bb”.") == true)
        #expect(unknown == .unknownTheme("defalt", nearest: "default", known: ["a", "b", "c", "default", "mono"]))
    }

    @Test(arguments: ["default", "light", "mono"])
    func theShippedThemesAreRead(name: String) throws {
        let directories = Places.shippedThemes(executable: Places.executable)
        let catalogue = ThemeCatalogue(name: name, directories: directories)

        #expect(try catalogue.theme().name == name)
    }

    @Test func theMonoThemeHasNoColour() throws {
        let theme = try ThemeCatalogue(name: "mono", directories: Places.shippedThemes(executable: Places.executable))
            .theme()

        for role in Role.allCases {
            #expect(theme[role].foreground == .standard && theme[role].background == .standard, "\(role)")
        }
    }

    private func directory(_ themes: [String: String]) throws -> Folder {
        let folder = try Folder()
        for (name, text) in themes {
            try Data(text.utf8).write(to: URL(filePath: folder.path + "/\(name).toml"))
        }
        return folder
    }
}

/// A directory that lives as long as a test.
final class Folder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/vartalap-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
