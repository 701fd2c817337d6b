import Terminal
import Testing

struct KeyDecoderTests {
    /// The events of one batch of bytes, told that nothing follows.
    private func events(_ text: String) -> [TerminalEvent] {
        var decoder = KeyDecoder()
        return text.utf8.flatMap { decoder.feed(.byte($0)) } + decoder.flush()
    }

    private func keys(_ text: String) -> [KeyEvent] {
        events(text).compactMap { if case .key(let key) = $0 { key } else { nil } }
    }

    @Test(arguments: [
        ("a", KeyEvent(.scalar("a"))), ("é", KeyEvent(.scalar("é"))), ("न", KeyEvent(.scalar("न"))),
        ("🙂", KeyEvent(.scalar("🙂"))), ("\r", KeyEvent(.enter)), ("\n", KeyEvent(.scalar("j"), .control)),
        ("\t", KeyEvent(.tab)), ("\u{7F}", KeyEvent(.backspace)), ("\u{8}", KeyEvent(.backspace)),
        ("\u{1}", KeyEvent(.scalar("a"), .control)), ("\u{1A}", KeyEvent(.scalar("z"), .control)),
        ("\u{13}", KeyEvent(.scalar("s"), .control)), ("\u{1F}", KeyEvent(.scalar("_"), .control)),
        ("\u{0}", KeyEvent(.scalar(" "), .control)), ("\u{1B}", KeyEvent(.escape)),
    ])
    func aByteOrAScalarIsAKey(bytes: String, key: KeyEvent) {
        #expect(keys(bytes) == [key])
    }

    @Test(arguments: [
        ("\u{1B}a", KeyEvent(.scalar("a"), .alt)), ("\u{1B}1", KeyEvent(.scalar("1"), .alt)),
        ("\u{1B}न", KeyEvent(.scalar("न"), .alt)), ("\u{1B}\r", KeyEvent(.enter, .alt)),
        ("\u{1B}\u{7F}", KeyEvent(.backspace, .alt)), ("\u{1B}[", KeyEvent(.scalar("["), .alt)),
        ("\u{1B}O", KeyEvent(.scalar("O"), .alt)), ("\u{1B}\u{5}", KeyEvent(.scalar("e"), [.alt, .control])),
        ("\u{1B}\u{1B}[A", KeyEvent(.up, .alt)),
    ])
    func escapeBeforeAKeyIsAlt(bytes: String, key: KeyEvent) {
        #expect(keys(bytes) == [key])
    }

    @Test(arguments: [
        ("[A", KeyEvent(.up)), ("OB", KeyEvent(.down)), ("[1;5C", KeyEvent(.right, .control)),
        ("[1;3D", KeyEvent(.left, .alt)), ("[1;2H", KeyEvent(.home, .shift)), ("[1;5F", KeyEvent(.end, .control)),
        ("[5~", KeyEvent(.pageUp)), ("[6;3~", KeyEvent(.pageDown, .alt)), ("[3;5~", KeyEvent(.delete, .control)),
        ("[Z", KeyEvent(.tab, .shift)), ("OP", KeyEvent(.function(1))), ("[24~", KeyEvent(.function(12))),
        ("[1;2P", KeyEvent(.function(1), .shift)), ("[15~", KeyEvent(.function(5))), ("Oa", KeyEvent(.up, .control)),
        ("[a", KeyEvent(.up, .shift)), ("[3$", KeyEvent(.delete, .shift)), ("[7^", KeyEvent(.home, .control)),
        ("[13;2u", KeyEvent(.enter, .shift)), ("[27;5;106~", KeyEvent(.scalar("j"), .control)),
        ("OM", KeyEvent(.enter)), ("Oq", KeyEvent(.scalar("1"))),
    ])
    func aSequenceIsAKey(sequence: String, key: KeyEvent) {
        #expect(keys("\u{1B}" + sequence) == [key])
    }

    @Test func aSequenceThatIsNoKeyTypesNothing() {
        #expect(keys("\u{1B}[?2027;1$ya") == [KeyEvent(.scalar("a"))])
        #expect(keys("\u{1B}[>1;2;3cb") == [KeyEvent(.scalar("b"))])
        #expect(keys("\u{1B}[" + String(repeating: "1", count: 500)).count < 500)
    }

    @Test func twoEscapesAreTwoKeys() {
        #expect(keys("\u{1B}\u{1B}") == [KeyEvent(.escape), KeyEvent(.escape)])
    }

    @Test func focusIsReported() {
        #expect(events("\u{1B}[I\u{1B}[O") == [.focused(true), .focused(false)])
    }

    @Test func aPasteIsTextWhateverItContains() {
        #expect(
            events("\u{1B}[200~a\r\u{1B}[A\u{3}न\u{1B}[201~b") == [
                .paste("a\r\u{1B}[A\u{3}न"), .key(KeyEvent(.scalar("b"))),
            ])
    }

    @Test func aPasteMayComeInPieces() {
        var decoder = KeyDecoder()
        let pieces = ["\u{1B}[200~one ", "two\u{1B}[20", "1~"]
        let events = pieces.flatMap { piece in
            piece.utf8.flatMap { decoder.feed(.byte($0)) } + decoder.flush()
        }

        #expect(events == [.paste("one two")])
    }

    @Test func whatLooksLikeTheEndOfAPasteIsKept() {
        #expect(events("\u{1B}[200~\u{1B}[20\u{1B}\u{1B}[201~") == [.paste("\u{1B}[20\u{1B}")])
    }

    @Test func controlCTypedAloneEndsAPasteThatNeverEnds() {
        var decoder = KeyDecoder()
        _ = "\u{1B}[200~text".utf8.flatMap { decoder.feed(.byte($0)) } + decoder.flush()
        let events = decoder.feed(.byte(3)) + decoder.flush()

        #expect(events == [.paste("text\u{3}")])
        #expect(!decoder.isPasting)
    }

    @Test func aScalarMayComeInPiecesAndBrokenBytesEatNothing() {
        var decoder = KeyDecoder()
        var events: [TerminalEvent] = []
        for byte in Array("न".utf8) { events += decoder.feed(.byte(byte)) + decoder.flush() }
        for byte: UInt8 in [0xE0, 0x41, 0xFF, 0x80, 0x42, 0xC3] { events += decoder.feed(.byte(byte)) }
        for byte in Array("é".utf8) { events += decoder.feed(.byte(byte)) }

        #expect(events == ["न", "A", "B", "é"].map { .key(KeyEvent(.scalar($0))) })
    }

    @Test func aKeyThatTheTerminalNamesTakesAlt() {
        var decoder = KeyDecoder()
        let events = decoder.feed(.byte(0x1B)) + decoder.feed(.key(KeyEvent(.up))) + decoder.feed(.key(KeyEvent(.end)))

        #expect(events == [.key(KeyEvent(.up, .alt)), .key(KeyEvent(.end))])
    }

    @Test func noBytesAreTooStrange() {
        var generator = SeededGenerator(seed: 7)
        var decoder = KeyDecoder()
        for _ in 0..<20_000 {
            let byte = UInt8.random(in: 0...255, using: &generator)
            for event in decoder.feed(
                .byte(Bool.random(using: &generator) ? byte : [0x1B, 0x5B, 0x4F, 0x7E][Int(byte) % 4]))
            {
                if case .key(let key) = event, case .scalar(let scalar) = key.key {
                    #expect(scalar.value >= 0x20 && !(0x7F...0x9F ~= scalar.value))
                }
            }
            if byte < 16 { _ = decoder.flush() }
        }
    }
}
