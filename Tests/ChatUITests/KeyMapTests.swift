import ChatUI
import Terminal
import Testing

@Suite struct KeyMapTests {
    @Test(arguments: [
        "Ctrl+J", "Alt+Enter", "F1", "F12", "Alt+/", "Alt+A", "Ctrl+_", "Shift+Tab", "y", "PgUp", "Space",
    ])
    func aNameIsReadAndWrittenAlike(_ name: String) throws {
        let key = try #require(KeyEvent(name: name))
        let again = try #require(KeyEvent(name: key.name))
        #expect(key == again)
        #expect(name == "Space" || key.name == name)
    }

    @Test(arguments: ["", "Ctrl+", "F0", "F99", "Entr", "Hyper+X"]) func otherWordsNameNoKey(_ name: String) {
        #expect(KeyEvent(name: name) == nil)
    }

    @Test func lettersHeldWithControlOrAltAreLowerCase() {
        #expect(KeyEvent(name: "Ctrl+K") == KeyEvent(.scalar("k"), .control))
        #expect(KeyEvent(name: "Alt+A") == KeyEvent(.scalar("a"), .alt))
        #expect(KeyEvent(name: "Alt+Shift+A") == KeyEvent(.scalar("A"), [.alt, .shift]))
    }

    @Test func noKeyHasTwoMeaningsInOnePlace() {
        var seen: Set<[String]> = []
        for binding in KeyMap.standard.bindings {
            #expect(seen.insert([binding.context.rawValue, binding.key.name]).inserted, "\(binding)")
        }
    }

    @Test func everyCommandHasAKeyAndSaysWhatItDoes() {
        for command in Command.allCases {
            #expect(!KeyMap.standard.keys(for: command).isEmpty, "\(command)")
            #expect(!command.summary.isEmpty)
        }
    }

    @Test func popupsKeepTheirKeysToThemselves() {
        let next = KeyEvent(.down, .alt)
        #expect(KeyMap.standard.command(for: next, in: .box) == .nextChat)
        #expect(KeyMap.standard.command(for: next, in: .picker) == nil)
    }

    @Test func hintsNameTheFirstKeyOfTheTable() {
        #expect(KeyMap.standard.hint(for: .newline) == "Ctrl+J")
        #expect(KeyMap.standard.hint(for: .newline, isShort: true) == "^J")
        #expect(KeyMap([]).hint(for: .newline) == nil)
    }
}
