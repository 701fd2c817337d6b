import Terminal
import Testing

struct TerminalNameTests {
    @Test func theEntryThatTermNamesIsTriedFirst() {
        #expect(TerminalName.candidates(term: "tmux-256color", colorTerm: "") == ["tmux-256color", "xterm"])
    }

    @Test func aPlainEntryWithMoreColoursIsTriedWithThem() {
        #expect(
            TerminalName.candidates(term: "screen", colorTerm: "truecolor").prefix(2) == ["screen-256color", "screen"])
    }

    @Test func withoutANameItIsXterm() {
        #expect(TerminalName.candidates(term: "", colorTerm: "") == ["xterm"])
    }

    @Test(arguments: [("xterm-256color", true), ("tmux-256color", true), ("linux", false), ("vt220", false)])
    func onlyTerminalsWithWindowsTakeATitle(name: String, takes: Bool) {
        #expect(TerminalName.takesTitle(name) == takes)
    }
}
