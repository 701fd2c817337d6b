import Testing

@testable import FaultProxy

/// The vocabulary as text, both ways.
struct FaultTextTests {
    @Test(
        arguments: [
            "latency 300ms", "latency 300ms±50ms", "bandwidth 16384", "timeout", "timeout 5s", "reset", "slow-close 1s",
            "slice 7", "limit 4096", "drop 2", "dup 2", "reorder 2", "corrupt bit", "delay-ack 5s", "no-ack",
            "close 1006", "close 1011", "http 401", "http 429 5s", "half-open", "drop-after-write", "second-login",
            "second-login 250ms", "tls-fail", "drop 1 dir=out", "drop 1 dir=in p=0.2 seed=7",
            "reset after=3 frames", "reset at=frame 5", "reset dir=in at=frame 5 byte 10 conn=2",
        ])
    func whatIsPrintedReadsBackTheSame(text: String) throws {
        let fault = try Fault(parsing: text)

        #expect(fault.description == text)
        #expect(try Fault(parsing: fault.description) == fault)
    }

    @Test(
        arguments: [
            ("latency 300ms±50", "latency 300ms±50ms"), ("latency 1.5s", "latency 1500ms"),
            ("bandwidth 16k", "bandwidth 16384"), ("limit 1M", "limit 1048576"), ("corrupt", "corrupt bit"),
            ("slow-close", "slow-close 1s"), ("reset after=3", "reset after=3 frames"),
            ("reset at=3", "reset at=frame 3"), ("  drop   2 ", "drop 2"),
        ])
    func shorterWordsMeanTheSame(short: String, long: String) throws {
        #expect(try Fault(parsing: short).description == long)
    }

    @Test(
        arguments: [
            ("", "", "A fault has no name."), ("explode", "explode", "There is no fault “explode”."),
            ("dns-fail", "dns-fail", "give the client a name that does not exist"),
            ("clock +90s", "clock", "no fault of a link"), ("latency", "latency", "needs a time"),
            ("latency soon", "soon", "needs a time"), ("latency 3s±much", "3s±much", "needs a time"),
            ("drop", "drop", "needs a number of frames"), ("drop 0", "0", "needs a number of frames, not “0”"),
            ("drop -1", "-1", "needs a number of frames"), ("slice x", "x", "needs a number of bytes, not “x”"),
            ("close 99", "99", "needs a close code"), ("http 200", "200", "needs a status"),
            ("delay-ack", "delay-ack", "needs a time"), ("drop 1 dir=up", "dir=up", "is not dir=in or dir=out"),
            ("drop 1 p=2", "p=2", "is not a probability"), ("drop 1 seed=x", "seed=x", "is not a whole number"),
            ("drop 1 after=x", "after=x", "is not a number of frames"),
            ("reset at=frame", "at=frame ", "is not the number of a frame"),
            ("reset at=frame 1 byte x", "byte x", "is not a number of bytes"),
            ("drop 1 conn=0", "conn=0", "is not the number of a connection"),
            ("drop 1 2", "2", "is none of dir="), ("drop 1 when=now", "when=now", "is none of dir="),
        ])
    func aWrongWordIsNamed(text: String, word: String, sentence: String) {
        let error = #expect(throws: FaultSpecificationError.self) { try Fault(parsing: text) }

        #expect(error?.word == word)
        #expect(error?.message.contains(sentence) == true, "\(error?.message ?? "")")
    }

    @Test func severalFaultsStandOneAfterAnother() throws {
        let faults = try Fault.list(parsing: "drop 2 dir=out latency 300ms±50 corrupt bit at=frame 2 byte 5")

        #expect(
            faults.map(\.description) == [
                "drop 2 dir=out", "latency 300ms±50ms", "corrupt bit at=frame 2 byte 5",
            ])
        #expect(try Fault.list(parsing: " ") == [])
        #expect(throws: FaultSpecificationError.self) { try Fault.list(parsing: "2 drop") }
    }
}
