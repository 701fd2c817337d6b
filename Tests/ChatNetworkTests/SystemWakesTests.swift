import CWakes
import ChatCore
import ChatNetwork
import Testing

/// The system's news as far as a test can cause them without changing the machine.
@Suite(.timeLimit(.minutes(1)))
struct SystemWakesTests {
    @Test func listeningBeginsAndEnds() async {
        let task = Task {
            for await _ in SystemWakes().events() {}
        }
        task.cancel()
        await task.value
    }

    /// `struct nlmsghdr` and what follows it, as the kernel writes them on a little-endian machine.
    private func report(type: UInt16, body: [UInt8]) -> [UInt8] {
        let length = UInt32(16 + body.count)
        return withUnsafeBytes(of: length.littleEndian, Array.init)
            + withUnsafeBytes(of: type.littleEndian, Array.init) + Array(repeating: 0, count: 10) + body
    }

    /// `struct ifinfomsg`: family, type, index, flags, change.
    private func link(flags: UInt32, change: UInt32) -> [UInt8] {
        Array(repeating: 0, count: 8) + withUnsafeBytes(of: flags.littleEndian, Array.init)
            + withUnsafeBytes(of: change.littleEndian, Array.init)
    }

    private func isNews(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { cw_tells_of_network($0.baseAddress, $0.count) }
    }

    @Test func anAddressThatAppearsAndALinkThatComesUpAreNews() {
        #expect(isNews(report(type: 20, body: Array(repeating: 0, count: 8))))
        #expect(isNews(report(type: 16, body: link(flags: 0x40, change: 0x40))))
    }

    @Test func whatGoesAwayOrHasOnlyBeenScannedIsNone() {
        #expect(!isNews(report(type: 21, body: Array(repeating: 0, count: 8))))
        #expect(!isNews(report(type: 16, body: link(flags: 0, change: 0x40))))
        #expect(!isNews(report(type: 16, body: link(flags: 0x40, change: 0))))
    }

    @Test func theGoodNewsOfSeveralReportsIsFound() {
        let bad = report(type: 21, body: Array(repeating: 0, count: 8))
        #expect(isNews(bad + report(type: 20, body: Array(repeating: 0, count: 8))))
    }

    @Test func cutAndHostileReportsAreNoNews() {
        #expect(!isNews([]))
        #expect(!isNews(Array(report(type: 20, body: Array(repeating: 0, count: 8)).prefix(15))))
        #expect(!isNews(report(type: 16, body: [1, 2])))
        #expect(!isNews(Array(repeating: 0, count: 64)))
        #expect(!isNews(Array(repeating: 0xFF, count: 64)))
    }

    @Test func theMachinesSleepIsKnown() {
        #expect(cw_slept_nanoseconds() >= -1_000_000)
    }
}
