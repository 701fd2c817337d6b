import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import ChatWire
import Testing

/// Who is asked about, how, and how often.
@Suite(.timeLimit(.minutes(1)))
struct ContactSyncTests {
    private let day: Int64 = 86_400_000
    private let now = StoreSamples.time
    private let sample: SampleStore
    private var store: MessageStore { sample.store }

    init() async throws {
        sample = try await SampleStore()
    }

    private func sync(_ directory: ScriptedDirectory, freshFor: Duration = .seconds(86_400)) -> ContactSync {
        let calls = ServerCalls(
            directory: directory, design: .v2_8, account: StoreSamples.account, accessKey: "key")
        return ContactSync(store: store, calls: calls, freshFor: freshFor)
    }

    private func people(_ count: Int) async throws -> [UserID] {
        let users = (0..<count).map { UserID("+9198\(10_000_000 + $0)") }
        try await store.upsertContacts(users.map { Contact(user: $0, name: nil) })
        return users
    }

    @Test func contactsAreAskedForInBatchesWithProgress() async throws {
        let users = try await people(2100)
        let directory = ScriptedDirectory { request in
            APIResponse(status: 200, body: request.body.contains("+919810000007") ? #"{"+919810000007":true}"# : "{}")
        }
        let progress = Mailbox<ContactSync.Progress>()

        #expect(try await sync(directory).run(now: now) { await progress.put($0) } == 2100)

        #expect(await directory.pendingRequestCount == 3)
        let request = try await directory.nextRequest()
        #expect(request.headers.contains(APIHeader("accesskey", "key")))
        #expect(request.body.utf8.count < 1 << 20)
        #expect(try await progress.take() == ContactSync.Progress(asked: 1000, total: 2100))
        #expect(try await progress.take() == ContactSync.Progress(asked: 2000, total: 2100))
        #expect(try await progress.take() == ContactSync.Progress(asked: 2100, total: 2100))
        #expect(try await store.contact(users[7])?.hasAccount == true)
        #expect(try await store.contact(users[8])?.hasAccount == false)
    }

    /// What a server says of people whom nobody asked about makes no contacts of them.
    @Test func peopleWhomNobodyAskedAboutAreNotBelieved() async throws {
        let users = try await people(2)
        let named = (0..<50_000).map { "\"+4480\($0)\":true" }.joined(separator: ",")
        let directory = ScriptedDirectory { _ in APIResponse(status: 200, body: "{\(named)}") }

        #expect(try await sync(directory).run(now: now) == 2)

        let contacts = try await store.contacts()
        #expect(contacts.map(\.user) == users)
        #expect(contacts.allSatisfy { !$0.hasAccount })
    }

    @Test func onlyTheDifferenceIsAskedForUntilTheDayIsOver() async throws {
        _ = try await people(3)
        let directory = ScriptedDirectory()

        #expect(try await sync(directory).run(now: now) == 3)
        #expect(try await sync(directory).run(now: now.advanced(byMilliseconds: day)) == 0)
        try await store.upsertContacts([Contact(user: UserID("+919999999999"), name: "Asha")])
        #expect(try await sync(directory).run(now: now.advanced(byMilliseconds: day)) == 1)
        #expect(try await sync(directory).run(now: now.advanced(byMilliseconds: day + 1)) == 3)
        #expect(await directory.pendingRequestCount == 3)
    }

    @Test func howLongAnAnswerHoldsIsConfigurable() async throws {
        _ = try await people(3)
        let directory = ScriptedDirectory()

        try await sync(directory).run(now: now)

        #expect(try await sync(directory, freshFor: .seconds(60)).run(now: now.advanced(byMilliseconds: 60_001)) == 3)
        #expect(try await sync(directory, freshFor: .zero).run(now: now.advanced(byMilliseconds: 60_001)) == 0)
        try await store.forgetContactSync()
        #expect(try await sync(directory).run(now: now.advanced(byMilliseconds: 60_001)) == 3)
    }

    @Test func aClockThatWasSetBackDoesNotSilenceTheSync() async throws {
        _ = try await people(3)
        let directory = ScriptedDirectory()

        try await sync(directory).run(now: now)

        #expect(try await sync(directory).run(now: now.advanced(byMilliseconds: -day)) == 3)
    }

    @Test func whatWasAnsweredBeforeAFailureIsNotAskedAgain() async throws {
        _ = try await people(1500)
        let broken = ScriptedDirectory { request in
            APIResponse(status: request.body.contains("+919810001400") ? 503 : 200, body: "{}")
        }
        await #expect(throws: ClientError.self) { try await sync(broken).run(now: now) }
        let directory = ScriptedDirectory()

        #expect(try await sync(directory).run(now: now) == 500)
    }

    @Test func peopleWeTalkToAreAskedAboutAndWeOurselvesAreNot() async throws {
        _ = try await store.startDirect(with: StoreSamples.asha)
        _ = try await store.startDirect(with: StoreSamples.own)
        let directory = ScriptedDirectory()

        try await sync(directory).run(now: now)

        let body = try await directory.nextRequest().body
        #expect(body.contains(StoreSamples.asha.rawValue))
        #expect(!body.contains(StoreSamples.own.rawValue))
    }

    @Test func removedContactsAndImpossibleNamesAreNotAskedAbout() async throws {
        try await store.upsertContacts([
            Contact(user: StoreSamples.ravi, name: nil, status: .deleted),
            Contact(user: UserID(String(repeating: "9", count: 2_000_000)), name: nil, status: .unknown),
        ])

        #expect(try await sync(ScriptedDirectory()).run(now: now) == 0)
    }

    @Test func peopleWhoAreImportedWhileTheLinkIsUpAreAskedAboutAtOnce() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            _ = try await rig.transport.accept()
            #expect(try await rig.directory.nextRequest().path.hasSuffix("/groups/"))

            try await rig.store.upsertContacts([Contact(user: StoreSamples.asha, name: "Asha")])

            #expect(try await rig.directory.nextRequest().body.contains(StoreSamples.asha.rawValue))
            while true {
                guard case .contactSync(let progress) = try await rig.events.take() else { continue }
                #expect(progress == ContactSync.Progress(asked: 1, total: 1))
                return
            }
        }
    }
}
