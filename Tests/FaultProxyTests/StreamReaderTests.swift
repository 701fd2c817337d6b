import NIOCore
import Testing

@testable import FaultProxy

/// Finding the boundaries, however the bytes are cut.
struct StreamReaderTests {
    private let masked: [UInt8] = [0x81, 0x82, 1, 2, 3, 4, UInt8(ascii: "h") ^ 1, UInt8(ascii: "i") ^ 2]

    @Test(arguments: [1, 2, 3, 7, 1000])
    func requestsBodiesAndFramesAreTold(size: Int) {
        let text =
            "POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
            + "GET /socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n"
        var reader = StreamReader(expectsHead: true)
        var seen: [String] = []
        var body = ""
        let bytes = Array(text.utf8) + masked
        for start in stride(from: 0, to: bytes.count, by: size) {
            reader.feed(ByteBuffer(bytes: bytes[start...].prefix(size)))
            while let unit = reader.next() {
                switch unit {
                case .head(let head):
                    seen.append(head.line)
                    if head.wantsWebSocket { reader.wait() }
                case .bytes(let bytes): body += String(buffer: bytes)
                case .frame, .tls: seen.append("too early")
                }
            }
        }
        #expect(seen == ["POST /login HTTP/1.1", "GET /socket HTTP/1.1"])
        #expect(body == "body")

        reader.goOn(withFrames: true)

        guard case .frame(let frame) = reader.next() else {
            Issue.record("no frame")
            return
        }
        #expect(frame.payload == Array("hi".utf8))
        #expect(Array(frame.bytes.readableBytesView) == masked)
        if let more = reader.next() { Issue.record("more: \(more)") }
    }

    @Test func whatIsNoHTTPPassesAsItIs() {
        var reader = StreamReader(expectsHead: true)
        reader.feed(ByteBuffer(bytes: [0, 1, 2]))

        guard case .bytes(let bytes) = reader.next() else {
            Issue.record("not bytes")
            return
        }
        #expect(Array(bytes.readableBytesView) == [0, 1, 2])
    }

    @Test func theHostIsReplacedAndTheRestStays() {
        var bytes = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\nX-Two:  spaced: \r\n\r\nrest")
        guard case .head(var head) = HTTPHead.read(from: &bytes) else {
            Issue.record("no head")
            return
        }

        head["Host"] = "chat.example"

        #expect(head.text == "GET / HTTP/1.1\r\nX-Two: spaced: \r\nHost: chat.example\r\n\r\n")
        #expect(String(buffer: bytes) == "rest")
    }

    @Test(
        arguments: [
            ([0x08, 0x01, 0x12, 0x03, 0x6D, 0x2D, 0x31, 0x18, 0x00], "m-1", "SERVER_ACK"),
            ([0x0D, 0, 0, 0x40, 0x40, 0x12, 0x01, 0x61, 0x18, 0x02], "a", "MESSAGE"),
        ] as [([UInt8], String, String)])
    func theBinaryFormNamesItsIdAndType(bytes: [UInt8], id: String, type: String) {
        let glance = FrameGlance(bytes, isText: false)

        #expect(glance.id == id)
        #expect(glance.type == type)
    }

    @Test(arguments: [[], [0xFF], [0x12, 0xFF], Array(repeating: 0xFF, count: 40), [0x12, 0x7F, 1]] as [[UInt8]])
    func brokenFramesHaveNoName(bytes: [UInt8]) {
        #expect(FrameGlance(bytes, isText: false).id == nil)
        #expect(FrameGlance(bytes, isText: true) == FrameGlance([], isText: true))
    }
}
