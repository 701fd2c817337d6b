package import ChatModel
package import ChatStore

/// A real store in a directory of its own, with our account signed in.
package final class SampleStore: Sendable {
    package let directory: TemporaryDirectory
    package let store: MessageStore

    package var path: String { Self.path(in: directory) }

    package init(directory: TemporaryDirectory) async throws {
        self.directory = directory
        store = try MessageStore.open(path: Self.path(in: directory), now: { StoreSamples.time })
        try await store.setAccount(StoreSamples.account)
    }

    package convenience init() async throws {
        try await self.init(directory: TemporaryDirectory())
    }

    deinit {
        try? store.close()
    }

    /// Opens the same file once more, as another part of the program or another process would.
    package func reopen(access: MessageStore.Access = .readWrite) throws -> MessageStore {
        try MessageStore.open(path: path, access: access, now: { StoreSamples.time })
    }

    private static func path(in directory: TemporaryDirectory) -> String {
        directory.file("store.sqlite")
    }
}

/// People, conversations and messages that tests talk about.
package enum StoreSamples {
    package static let own = UserID("+919876543210")
    package static let asha = UserID("+919810000001")
    package static let ravi = UserID("+919810000002")
    package static let meera = UserID("+919810000003")
    package static let account = Account(user: own, server: "http://127.0.0.1:8080", design: "v2.8")
    /// 24 November 2026, 09:01:02.155 UTC.
    package static let time = Timestamp(milliseconds: 1_795_510_862_155)
    package static let withAsha = ConversationID.direct(own, asha)
    package static let withRavi = ConversationID.direct(own, ravi)
    package static let hostel = Group(
        id: ConversationID("group-hostel"), name: "Hostel 4B",
        members: [
            Member(user: own, role: .admin), Member(user: asha, role: .user), Member(user: ravi, role: .user),
        ])

    package static func incoming(
        _ text: String, id: String, in conversation: ConversationID = withAsha, from sender: UserID = asha,
        isGroup: Bool = false, after milliseconds: Int64 = 0, sequence: Int64 = 0
    ) -> IncomingMessage {
        let time = time.advanced(byMilliseconds: milliseconds)
        return IncomingMessage(
            messageID: MessageID(id), conversation: conversation, isGroup: isGroup, sender: sender, body: .text(text),
            time: time, sequence: sequence, arrival: time)
    }

    package static func outgoing(
        _ text: String, id: String, in conversation: ConversationID = withAsha, after milliseconds: Int64 = 0
    ) -> OutgoingText {
        OutgoingText(
            id: MessageID(id), conversation: conversation, text: text,
            now: time.advanced(byMilliseconds: milliseconds))
    }
}
