import ChatModel
import Foundation
import Testing

@testable import vartalap

@Suite struct SendReportTests {
    private let now = SystemClock.now()

    @Test func aReachedStateIsOneTabSeparatedLine() throws {
        let report = SendReport(
            to: "+919812345678", id: MessageID("c7f1"), state: .sent, milliseconds: 41, time: Timestamp(milliseconds: 0)
        )

        #expect(try printed(report, json: false) == "sent\tc7f1\t+919812345678\t41ms\n")
        #expect(
            try printed(report, json: true)
                == #"{"v":1,"op":"send","ok":true,"state":"sent","id":"c7f1","to":"+919812345678","#
                + #""ts":"1970-01-01T00:00:00.000Z","ms":41}"# + "\n")
    }

    @Test func aKeptMessageSaysWhenItIsTriedAgain() throws {
        let link = ConnectionState.waiting(
            since: now, retryAt: now.advanced(byMilliseconds: 60_000), reason: "Can't reach chat.example.")
        let problem = SendProblem.explain(.queued, reason: nil, link: link, waited: .seconds(1))
        let report = SendReport(
            to: "+91", id: MessageID("i"), state: .queued, problem: problem, milliseconds: 1, time: now)

        #expect(report.status == .temporary)
        #expect(problem.code == "unreachable")
        #expect((50_000...60_000).contains(problem.retryAfterMilliseconds ?? 0))
        #expect(try printed(report, json: true).contains(#""ok":false,"state":"queued""#))
    }

    @Test(arguments: [
        (DeliveryState.queued, ConnectionState.signedOut(reason: "x"), ProgramStatus.noPermission),
        (.queued, .ownedElsewhere(processID: 1), .temporary), (.queued, .offline, .temporary),
        (.sent, .offline, .temporary), (.parked, .offline, .protocolError),
    ])
    func theStatusFollowsFromStateAndLink(state: DeliveryState, link: ConnectionState, status: ProgramStatus) {
        #expect(SendProblem.explain(state, reason: "no such group", link: link, waited: .seconds(1)).status == status)
    }

    @Test func whatNoServerWouldDeliverIsRefused() {
        #expect(throws: ProgramError.emptyBody) { try SendRequest.check(" \n") }
        #expect(throws: ProgramError.bodyTooLong(bytes: 16_001, limit: 16_000)) {
            try SendRequest.check(String(repeating: "x", count: 16_001))
        }
        #expect(throws: Never.self) { try SendRequest.check(String(repeating: "x", count: 16_000)) }
        #expect(throws: ProgramError.invalidIdentifier("a b")) { try SendRequest.identifier("a b") }
    }

    private func printed(_ report: SendReport, json: Bool) throws -> String {
        let pipe = Pipe()
        try report.print(to: Output(json: json, descriptor: pipe.fileHandleForWriting.fileDescriptor))
        try pipe.fileHandleForWriting.close()
        return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
}
