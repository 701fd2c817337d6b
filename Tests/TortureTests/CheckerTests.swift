import ChatModel
import Testing
import TortureKit

/// The checker finds each kind of broken promise when it is planted, and nothing where there is none.
struct CheckerTests {
    @Test func aRunWithoutFaultHasNoViolation() {
        let scene = Scene()

        #expect(Checker.verdict(scene.history, scene.looks).isEmpty)
        #expect(Checker.progress(from: scene.bela, to: scene.bela).isEmpty)
    }

    @Test(arguments: PlantedViolation.all)
    func aPlantedViolationIsFound(_ planted: PlantedViolation) {
        var scene = Scene()
        planted.plant(&scene)

        #expect(Checker.verdict(scene.history, scene.looks).map(\.kind).contains(planted.kind))
    }

    @Test(arguments: PlantedChange.all)
    func aChangeThatMustNotBeIsFound(_ planted: PlantedChange) {
        let scene = Scene()
        var later = scene
        planted.plant(&later)

        let violations =
            Checker.progress(from: scene.asha, to: later.asha) + Checker.progress(from: scene.bela, to: later.bela)
        #expect(violations.map(\.kind) == [planted.kind])
    }

    @Test func everyKindOfViolationCanBeFound() {
        let planted = Set(PlantedViolation.all.map(\.kind) + PlantedChange.all.map(\.kind))

        // Told by the kill harness, which sees processes end.
        #expect(planted.union([.endedByItself, .endless]) == Set(Violation.Kind.allCases))
    }

    @Test func whatWasKilledBeforeItsAcknowledgementMayBeStoredOrNot() {
        var scene = Scene()
        scene.history.asked[0].isAcknowledged = false
        #expect(Checker.verdict(scene.history, scene.looks).isEmpty)

        scene.asha.messages.removeFirst()
        scene.keepFirstFromBela()
        #expect(Checker.verdict(scene.history, scene.looks).isEmpty)
    }

    @Test func whoStoredItUnacknowledgedMustStillDeliverIt() {
        var scene = Scene()
        scene.history.asked[0].isAcknowledged = false
        scene.asha.messages[0].state = .sent
        scene.keepFirstFromBela()

        #expect(Checker.verdict(scene.history, scene.looks).map(\.kind) == [.lost])
    }

    @Test func aParkedMessageWithItsReasonIsAnHonestEnd() {
        var scene = Scene()
        scene.asha.messages[0].state = .parked
        scene.asha.messages[0].parkReason = "the server refused it"
        scene.asha.outbox = [scene.asha.messages[0].id]
        scene.keepFirstFromBela()

        #expect(Checker.verdict(scene.history, scene.looks).isEmpty)
    }

    @Test func withoutReceiptsAMessageMayStaySent() {
        var scene = Scene()
        scene.asha.messages[0].state = .sent
        scene.keepFirstFromBela()

        #expect(Checker.verdict(scene.history, scene.looks, promise: Checker.Promise(hasReceipts: false)).isEmpty)
    }
}

/// Asha has sent Bela three messages; Bela has read the first.
struct Scene: Sendable {
    static let ashaID = UserID("+919812345678")
    static let belaID = UserID("+919876543210")
    static let place = ConversationID.direct(ashaID, belaID)

    var history = History()
    var asha = StoreLook(user: ashaID)
    var bela = StoreLook(user: belaID)
    var looks: [StoreLook] { [asha, bela] }

    init() {
        for number in 1...3 {
            let id = MessageID("m-\(number)")
            history.asked.append(
                Asked(
                    id: id, sender: Self.ashaID, conversation: Self.place, text: "text \(number)",
                    receivers: [Self.belaID], isAcknowledged: true))
            var own = StoreLook.Stored(
                row: Int64(number), id: id, conversation: Self.place, sender: Self.ashaID, text: "text \(number)",
                time: Int64(1_000 + number))
            own.state = number == 1 ? .read : .delivered
            asha.messages.append(own)
            var received = own
            received.state = nil
            received.isUnread = number > 1
            bela.messages.append(received)
            history.shown.append(Shown(by: Self.belaID, id: id, sender: Self.ashaID))
        }
        bela.unread = [Self.place: 2]
        bela.toldUnread = bela.unread
    }

    mutating func keepFirstFromBela() {
        bela.messages.removeFirst()
        history.shown.removeFirst()
    }
}

/// One thing that is wrong at the end of a run.
struct PlantedViolation: Sendable, CustomTestStringConvertible {
    var kind: Violation.Kind
    var name: String
    var plant: @Sendable (inout Scene) -> Void

    var testDescription: String { name }

    static let all: [PlantedViolation] = [
        .init(kind: .notKept, name: "the sender lost it") { $0.asha.messages.remove(at: 1) },
        .init(kind: .lost, name: "the receiver never got it") {
            $0.asha.messages[1].state = .sent
            $0.bela.messages.remove(at: 1)
        },
        .init(kind: .doubled, name: "the receiver has it twice") {
            var copy = $0.bela.messages[1]
            copy.row = 9
            $0.bela.messages.append(copy)
        },
        .init(kind: .doubled, name: "the sender has it twice") { $0.asha.messages.append($0.asha.messages[1]) },
        .init(kind: .invented, name: "nobody sent it") { $0.history.asked.remove(at: 1) },
        .init(kind: .invented, name: "somebody else sent it") { $0.history.asked[1].sender = UserID("+14155550123") },
        .init(kind: .altered, name: "another text arrived") { $0.bela.messages[1].text = "text" },
        .init(kind: .misplaced, name: "it is in another conversation") {
            $0.bela.messages[1].conversation = ConversationID("g-1")
        },
        .init(kind: .disordered, name: "the receiver shows it too late") { $0.bela.messages[0].time = 2_000 },
        .init(kind: .disordered, name: "the sender shows it too early") { $0.asha.messages[2].time = 1 },
        .init(kind: .disordered, name: "rows decide where times are equal") {
            for index in 0..<3 {
                $0.bela.messages[index].time = 1
                $0.bela.messages[index].row = Int64(9 - index)
            }
        },
        .init(kind: .unfoundedReceipt, name: "delivered, but not there") { $0.bela.messages.remove(at: 1) },
        .init(kind: .unfoundedReceipt, name: "read, but unread") { $0.asha.messages[1].state = .read },
        .init(kind: .missingReceipt, name: "there, but only sent") { $0.asha.messages[1].state = .sent },
        .init(kind: .missingReceipt, name: "read, but only delivered") { $0.asha.messages[0].state = .delivered },
        .init(kind: .miscounted, name: "a wrong unread count") { $0.bela.toldUnread = [Scene.place: 3] },
        .init(kind: .miscounted, name: "an unread count of nothing") { $0.bela.toldUnread = [:] },
        .init(kind: .stuck, name: "still queued") {
            $0.asha.messages[2].state = .queued
            $0.asha.outbox = [$0.asha.messages[2].id]
        },
        .init(kind: .parkedWithoutReason, name: "parked, nobody knows why") {
            $0.asha.messages[2].state = .parked
            $0.asha.outbox = [$0.asha.messages[2].id]
        },
        .init(kind: .outboxDisagrees, name: "delivered, but in the outbox") {
            $0.asha.outbox = [$0.asha.messages[2].id]
        },
        .init(kind: .outboxDisagrees, name: "queued, but in no outbox") { $0.asha.messages[2].state = .queued },
        .init(kind: .receiptStuck, name: "a receipt nobody sends") { $0.bela.pendingReceipts = 1 },
        .init(kind: .shownNotStored, name: "shown, not stored") {
            $0.history.shown.append(Shown(by: Scene.belaID, id: MessageID("m-9"), sender: Scene.ashaID))
        },
        .init(kind: .shownTwice, name: "shown twice") { $0.history.shown.append($0.history.shown[0]) },
        .init(kind: .unsound, name: "a damaged store") { $0.bela.complaints = ["row 1 missing from index"] },
    ]
}

/// One thing that changed between two looks and must not.
struct PlantedChange: Sendable, CustomTestStringConvertible {
    var kind: Violation.Kind
    var name: String
    var plant: @Sendable (inout Scene) -> Void

    var testDescription: String { name }

    static let all: [PlantedChange] = [
        .init(kind: .vanished, name: "a received message is gone") { $0.bela.messages.remove(at: 1) },
        .init(kind: .vanished, name: "an own message is gone") { $0.asha.messages.remove(at: 1) },
        .init(kind: .vanished, name: "it is another row") { $0.bela.messages[1].row = 9 },
        .init(kind: .moved, name: "a message moved in its timeline") { $0.bela.messages[1].time = 7 },
        .init(kind: .illegalMove, name: "read became delivered") { $0.asha.messages[0].state = .delivered },
        .init(kind: .illegalMove, name: "delivered became queued") { $0.asha.messages[1].state = .queued },
        .init(kind: .illegalMove, name: "delivered became parked") { $0.asha.messages[1].state = .parked },
        .init(kind: .illegalMove, name: "an own message became a received one") { $0.asha.messages[1].state = nil },
        .init(kind: .illegalMove, name: "a read message became unread") { $0.bela.messages[0].isUnread = true },
    ]
}
