import NIOCore
import Testing

@testable import FaultProxy

/// What is decided over each frame, without a network.
struct LaneTests {
    @Test(
        arguments: [
            ("drop 2", "xx..."), ("drop 2 after=1", ".xx.."), ("drop 9 at=frame 3", "..x.."), ("dup 2", "22..."),
            ("reset", "R...."), ("reset after=3 frames", "...R."), ("reset at=frame 2", ".R..."),
            ("close 1006", "D...."), ("close 1011 at=frame 5", "....C"), ("half-open after=1", ".H..."),
            ("timeout 1s after=4", "....T"), ("drop-after-write dir=in", "xxxxx"), ("drop-after-write", "....."),
            ("drop 1 conn=7", "....."), ("drop 1 conn=3", "x...."), ("drop 1 dir=out", "....."),
            ("limit 25", "..D.."), ("latency 5s", "lllll"), ("slice 3", "sssss"), ("bandwidth 9", "bbbbb"),
            ("reorder 2", "hhhhh"), ("corrupt bit at=frame 4", "...f."), ("no-ack", "....."),
            ("second-login dir=in after=2", "..L.."),
        ])
    func aFaultHappensToTheFramesItNames(text: String, expected: String) throws {
        var lane = Lane(.in, connection: 3)
        lane.arm([try Fault(parsing: text)], seed: 1, epoch: 0)

        let marks = (0..<5).map { _ in mark(lane.judge(.frame(frame))) }

        #expect(marks.joined() == expected)
    }

    @Test func pingsAndClosesAreNoFramesThatCount() throws {
        var lane = Lane(.in, connection: 1)
        lane.arm([try Fault(parsing: "drop 1 after=1")], seed: 1, epoch: 0)
        let ping = WireFrame(bytes: ByteBuffer(bytes: [0x89, 0]), headerLength: 2, opcode: 9, mask: nil)

        let marks = [ping, frame, ping, frame, ping].map { mark(lane.judge(.frame($0))) }

        #expect(marks.joined() == "...x.")
    }

    @Test func anAcknowledgementIsToldFromTheRest() throws {
        var lane = Lane(.in, connection: 1)
        lane.arm([try Fault(parsing: "no-ack"), try Fault(parsing: "delay-ack 5s p=0")], seed: 1, epoch: 0)
        let frames = [
            text(#"{"_v":2.1,"id":"m-1","head":{"contentType":"SERVER_ACK"},"body":{}}"#),
            text(#"{"_v":2.1,"id":"m-2","head":{"contentType":"text"},"body":{"text":"SERVER_ACK"}}"#),
            text(#"{"_v":2,"id":"m-1_ack","head":{"contentType":"text","action":"ack"},"body":{"ids":["m-1"]}}"#),
        ]

        #expect(frames.map { mark(lane.judge(.frame($0))) } == ["x", ".", "x"])
    }

    @Test func theSameSeedDecidesTheSame() throws {
        func verdicts(seed: UInt64, connection: Int = 1, epoch: Int = 0) throws -> String {
            var lane = Lane(.in, connection: connection)
            let faults = try Fault.list(parsing: "drop 99 p=0.5 dup 99 p=0.3 latency 10ms±9 corrupt bit p=0.2")
            lane.arm(faults, seed: seed, epoch: epoch)
            return (0..<200).map { _ in
                let verdict = lane.judge(.frame(frame))
                return "\(verdict.copies),\(verdict.delay),\(verdict.flippedBit ?? -1)"
            }
            .joined(separator: ";")
        }

        let first = try verdicts(seed: 42)
        #expect(try verdicts(seed: 42) == first)
        #expect(try verdicts(seed: 43) != first)
        #expect(try verdicts(seed: 42, connection: 2) != first)
        #expect(try verdicts(seed: 42, epoch: 1) != first)
    }

    @Test func aProbabilityIsMetOverManyFrames() throws {
        var lane = Lane(.in, connection: 1)
        lane.arm([try Fault(parsing: "drop 100000 p=0.2")], seed: 9, epoch: 0)

        let dropped = (0..<10_000).count { _ in lane.judge(.frame(frame)).copies == 0 }

        #expect((1_850...2_150).contains(dropped))
    }

    @Test func theGeneratorIsThePublishedOne() {
        var generator = SplitMix(seed: 1_234_567)

        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
    }

    private let frame = WireFrame(
        bytes: ByteBuffer(bytes: [0x81, 8] + Array("whatever".utf8)), headerLength: 2, opcode: 1, mask: nil)

    private func text(_ text: String) -> WireFrame {
        let payload = Array(text.utf8)
        return WireFrame(
            bytes: ByteBuffer(bytes: [0x81, UInt8(payload.count)] + payload), headerLength: 2, opcode: 1, mask: nil)
    }

    private func mark(_ verdict: Lane.Verdict) -> String {
        switch verdict.ending {
        case .reset: return "R"
        case .drop: return "D"
        case .close: return "C"
        case .hole: return "T"
        case .deadSocket: return "H"
        case nil: break
        }
        if verdict.copies != 1 { return verdict.copies == 0 ? "x" : "\(verdict.copies)" }
        if verdict.delay > .zero { return "l" }
        if verdict.sliceBytes != nil { return "s" }
        if verdict.bytesPerSecond != nil { return "b" }
        if verdict.holdUntil != nil { return "h" }
        if verdict.flippedBit != nil { return "f" }
        return verdict.login == nil ? "." : "L"
    }
}
