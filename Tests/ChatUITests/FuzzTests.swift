import ChatModel
import ChatTestSupport
import ChatUI
import Terminal
import Testing

/// No size and no keys bring it down.
@Suite struct FuzzTests {
    @Test func everySizeIsDrawn() {
        var driver = InterfaceDriver(80, 24)
        let chat = SampleChats.direct(SampleChats.asha)
        driver.chats.say("नमस्ते 日本語 👨‍👩‍👧‍👦 https://example.org/a/very/long/link\u{1B}", by: SampleChats.asha, in: chat)
        driver.take(.storeChanged)
        driver.press("some text 日本語")
        let layers: [[AppState.Layer]] = [[], [.question(.quit)], [.help(HelpState())]]
        for rows in 1...60 {
            for columns in stride(from: 1, through: 200, by: rows < 12 ? 1 : 7) {
                driver.state.size = Size(columns: columns, rows: rows)
                driver.state.layers = layers[(rows + columns) % 3]
                driver.state.focus = [.box, .list, .messages][(rows * 3 + columns) % 3]
                let (buffer, cursor) = driver.shown()
                #expect(buffer.size == Size(columns: columns, rows: rows))
                if let cursor {
                    #expect(buffer.bounds.contains(row: cursor.row, column: cursor.column), "\(columns)x\(rows)")
                }
            }
        }
    }

    @Test(arguments: 0..<12 as Range<UInt64>) func randomKeysAndEvents(_ seed: UInt64) {
        var random = Random(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
        var chats = SampleChats.livedIn()
        for index in 0..<400 {
            chats.say("message \(index) 日本", by: SampleChats.ravi, in: SampleChats.hostel, at: SampleChats.at(14, 28))
        }
        var driver = InterfaceDriver(80, 24, chats: chats)
        let bound = KeyMap.standard.bindings.map(\.key).filter { $0.name != "Ctrl+Q" }
        for _ in 0..<250 {
            switch random.next(upperBound: UInt64(20)) {
            case 0: driver.resize(Int.random(in: 1...200, using: &random), Int.random(in: 1...60, using: &random))
            case 1: driver.tick(milliseconds: Int64.random(in: 0...70_000, using: &random))
            case 2: driver.receive("new", from: SampleChats.ravi, in: SampleChats.hostel)
            case 3: driver.paste("a\nb\nc\nd\ne\nf\ng")
            case 4: driver.answers.toggle()
            case 5: driver.take(.failed("Something failed."))
            case 6: driver.take(.terminal(.focused(random.next() % 2 == 0)))
            case 7...11: driver.press(["a", "न", "日", " ", "/"].randomElement(using: &random) ?? "a")
            default: driver.take(.terminal(.key(bound.randomElement(using: &random) ?? KeyEvent(.enter))))
            }
            let (buffer, cursor) = driver.shown()
            #expect(cursor.map { buffer.bounds.contains(row: $0.row, column: $0.column) } ?? true)
            #expect(driver.state.timeline?.messages.count ?? 0 <= 300)
        }
    }
}

/// A small generator with a seed, so that a failure can be repeated (xorshift64).
private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
