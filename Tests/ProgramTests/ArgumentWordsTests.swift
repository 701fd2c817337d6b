import Testing

@testable import vartalap

@Suite struct ArgumentWordsTests {
    @Test(
        arguments: [
            ("pass show vartalap", ["pass", "show", "vartalap"]),
            ("  a\t b  ", ["a", "b"]),
            ("'a b' \"c d\"", ["a b", "c d"]),
            ("a'b'\"c\"", ["abc"]),
            ("a '' \"\"", ["a", "", ""]),
            (#"a\ b "c\"d" 'e\f'"#, ["a b", #"c"d"#, #"e\f"#]),
            ("echo $HOME; rm *", ["echo", "$HOME;", "rm", "*"]),
        ] as [(String, [String])])
    func aCommandIsTakenApartWithoutAShell(line: String, words: [String]) {
        #expect(ArgumentWords.split(line) == words)
    }

    @Test(arguments: ["", "   ", "'open", "\"open", "a\\", "'' a"])
    func whatIsNoCommandIsRefused(line: String) {
        #expect(ArgumentWords.split(line) == nil)
    }
}
