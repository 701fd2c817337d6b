import ChatModel
import ChatTestSupport
import Foundation
import Glibc
import Testing

@testable import ChatCore

/// The door of the connection's owner, over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct DoorTests {
    private let time = Timestamp(milliseconds: 1_795_000_000_000)

    @Test func everyLineComesBackAsItWas() {
        let user = UserID("+919812345678")
        let events: [ConnectionState] = [
            .offline, .connecting, .online(since: time), .signedOut(reason: "no"),
            .waiting(since: time, retryAt: time.advanced(byMilliseconds: 5), reason: "Can't \"reach\"\nit"),
        ]
        for state in events {
            let line = DoorLine(.connection(state))?.text
            guard case .connection(state)? = line.flatMap(DoorLine.init(text:))?.event else {
                Issue.record("\(state) became \(line ?? "nothing")")
                continue
            }
            #expect(line?.contains("\n") == false)
        }
        let typing = DoorLine(.typing(user, ConversationID("c"), true))?.text.flatMap(DoorLine.init(text:))?.event
        guard case .typing(user, ConversationID("c"), true)? = typing else {
            Issue.record("\(String(describing: typing))")
            return
        }
        for event in [ClientEvent.heard(time), .synchronized(time)] {
            let back = DoorLine(event)?.text.flatMap(DoorLine.init(text:))?.event
            #expect(back.map { "\($0)" } == "\(event)")
        }
        for request in [OwnerRequest.typing(false, ConversationID("c")), .retryNow, .synchronize, .leave] {
            #expect(DoorLine(request).text.flatMap(DoorLine.init(text:))?.request == request)
        }
    }

    @Test(arguments: ["", "{}", "[]", "{\"about\":\"connection\"}", "{\"about\":\"later\",\"x\":1}", "\u{0}"])
    func aLineThatMeansNothingIsSkipped(text: String) {
        #expect(DoorLine(text: text)?.event == nil && DoorLine(text: text)?.request == nil)
    }

    @Test func aGuestHearsTheStateAndWhatFollowsAndTheNextOwner() async throws {
        let rig = try await ClientRig()
        let directory = try TemporaryDirectory()
        let path = directory.path
        let heard = Mailbox<ClientEvent>()
        let visit = OwnerVisit(directory: path)
        let visiting = Task { await visit.run { await heard.put($0) } }

        for owner in 1...2 {
            let door = try OwnerDoor(directory: path)
            let reception = OwnerReception(door: door, client: rig.client)
            let serving = Task { await reception.run() }
            #expect(try await heard.take().connection == .connecting)
            await reception.tell(.connection(.online(since: time.advanced(byMilliseconds: Int64(owner)))))
            #expect(try await heard.take().connection == .online(since: time.advanced(byMilliseconds: Int64(owner))))
            #expect(await visit.ask(.synchronize))
            #expect(await OwnerVisit.connection(directory: path)?.isOnline == true)
            door.close()
            await serving.value
            // Until the next owner speaks.
            #expect(try await heard.take().connection == .connecting)
        }
        visiting.cancel()
        await visiting.value
        #expect(await OwnerVisit.connection(directory: path) == nil)
    }

    @Test func itIsForItsOwnerOnlyAndReplacesOneThatWasLeftBehind() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        // What a killed owner leaves: a socket file that nobody listens at.
        try #require(LocalSocket.listen(OwnerDoor.fileName, in: path) != nil)
        #expect(LocalSocket.connect(OwnerDoor.fileName, in: path) == nil)

        let door = try OwnerDoor(directory: path)

        #expect(LocalSocket.connect(OwnerDoor.fileName, in: path) != nil)
        let mode = try FileManager.default.attributesOfItem(atPath: path + "/" + OwnerDoor.fileName)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        door.close()
        #expect(LocalSocket.connect(OwnerDoor.fileName, in: path) == nil)
    }

    @Test func aPathThatNoAddressHoldsIsReachedAllTheSame() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file(String(repeating: "long", count: 60))
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)

        let door = try OwnerDoor(directory: path)

        #expect(LocalSocket.connect(OwnerDoor.fileName, in: path) != nil)
        door.close()
    }

    @Test func whoTalksNonsenseOrWithoutEndIsCutOffAloneAndHarmsNobody() async throws {
        let rig = try await ClientRig()
        let directory = try TemporaryDirectory()
        let path = directory.path
        let door = try OwnerDoor(directory: path)
        let reception = OwnerReception(door: door, client: rig.client)
        let serving = Task { await reception.run() }

        let socket = try #require(LocalSocket.connect(OwnerDoor.fileName, in: path))
        let nonsense = [UInt8](repeating: UInt8(ascii: "x"), count: 4096)
        var isOpen = true
        while isOpen { isOpen = send(socket.number, nonsense, nonsense.count, Int32(MSG_NOSIGNAL)) > 0 }

        #expect(await OwnerVisit.connection(directory: path) == .connecting)
        door.close()
        await serving.value
    }
}

extension ClientEvent {
    fileprivate var connection: ConnectionState? {
        if case .connection(let state) = self { state } else { nil }
    }
}
