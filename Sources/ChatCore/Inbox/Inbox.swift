package import ChatModel
package import ChatStore
package import ChatWire

/// Takes frames into the store: one transaction for a batch, and only after its commit anything is acknowledged or told.
///
/// One bad frame never ends a session: what cannot be read is kept and counted. Source: delivery page, "Receiving".
package struct Inbox: Sendable {
    /// What a batch that is committed has brought.
    package struct Reception: Sendable {
        /// Acknowledgements for the server, to be sent now.
        package var frames: [Frame] = []
        /// Messages that were not known before, in order of arrival.
        package var inserted: [Message] = []
        /// Own messages whose state a receipt moved.
        package var confirmed: [Message] = []
        package var serverAcknowledgements: [MessageID] = []
        package var changedGroups: [ConversationID] = []
        /// Groups that the new messages are in.
        package var heardGroups: Set<ConversationID> = []
        package var typing: [InboxBatch.Typing] = []
        /// Whose messages and receipts the batch held.
        package var heard: Set<UserID> = []
        package var heardReceipts: Set<UserID> = []
        /// Frames that were kept unread.
        package var unreadableCount = 0
        package var hasPong = false
    }

    /// Frames in one transaction.
    package static let batchSize = 500

    private let store: MessageStore
    private let design: ServerDesign
    private let user: UserID

    package init(store: MessageStore, design: ServerDesign, user: UserID) {
        self.store = store
        self.design = design
        self.user = user
    }

    /// Stores everything that the frames say.
    ///
    /// - Throws: when nothing may be acknowledged: the same frames must be given again later, which is harmless for
    ///   the part that was stored.
    package func receive(_ frames: [Frame], arrival: Timestamp) async throws(StoreError) -> Reception {
        do {
            return try await store(frames, arrival: arrival)
        } catch {
            guard error.isAboutContent else { throw error }
        }
        return try await receiveOneByOne(frames, arrival: arrival)
    }

    private func store(_ frames: [Frame], arrival: Timestamp) async throws(StoreError) -> Reception {
        let batch = InboxBatch(frames, codec: design.codec, user: user, arrival: arrival)
        var reception = Reception()
        if !batch.messages.isEmpty {
            let new = try await store.insertOnce(batch.messages).filter(\.isNew)
            reception.inserted = new.map(\.message)
            reception.heardGroups = Set(new.filter(\.incoming.isGroup).map(\.message.conversation))
        }
        if !batch.receipts.isEmpty { reception.confirmed = try await store.apply(batch.receipts) }
        var unreadable = batch.unreadable
        for echo in batch.echoes {
            if try await store.message(echo.id) == nil {
                unreadable.append(echo.frame)
            } else if echo.isToSelf {
                reception.confirmed += try await store.apply(.delivered, ids: [echo.id], from: user)
            }
        }
        for frame in unreadable { try await store.keepUnreadable(frame) }
        reception.unreadableCount = unreadable.count
        reception.frames = acknowledgements(of: batch)
        reception.serverAcknowledgements = batch.serverAcknowledgements
        reception.changedGroups = batch.changedGroups
        reception.typing = batch.typing
        reception.heard = Set(batch.messages.map(\.sender))
        reception.heardReceipts = Set(batch.receipts.map(\.from))
        reception.hasPong = batch.hasPong
        return reception
    }

    /// Finds the frame that the store cannot take, so that it does not hold up all others for ever.
    private func receiveOneByOne(_ frames: [Frame], arrival: Timestamp) async throws(StoreError) -> Reception {
        var whole = Reception()
        for frame in frames {
            do {
                whole.append(try await store([frame], arrival: arrival))
            } catch {
                guard error.isAboutContent else { throw error }
                let kept = UnreadableFrame(frame, reason: "the store did not take it", arrival: arrival)
                try await store.keepUnreadable(kept)
                whole.unreadableCount += 1
            }
        }
        return whole
    }

    private func acknowledgements(of batch: InboxBatch) -> [Frame] {
        guard design.capabilities.wantsClientAcknowledgement else { return [] }
        return batch.acknowledgements.compactMap { id in
            try? design.codec.encode(
                Envelope(id: id, from: user, to: serverAddress, content: .clientAcknowledgement))
        }
    }
}

extension Inbox.Reception {
    fileprivate mutating func append(_ other: Self) {
        frames += other.frames
        inserted += other.inserted
        confirmed += other.confirmed
        serverAcknowledgements += other.serverAcknowledgements
        changedGroups += other.changedGroups
        heardGroups.formUnion(other.heardGroups)
        typing += other.typing
        heard.formUnion(other.heard)
        heardReceipts.formUnion(other.heardReceipts)
        unreadableCount += other.unreadableCount
        hasPong = hasPong || other.hasPong
    }
}

extension StoreError {
    /// Whether this very content is the trouble, so that trying again with it cannot help; else it is the file or the disk.
    fileprivate var isAboutContent: Bool {
        switch self {
        case .illegalMove, .unknownConversation, .unknownMessage, .unexpected: true
        case .cannotOpen, .readOnly, .full, .ioFailure, .newerVersion, .corrupt, .busy, .noAccount, .otherAccount,
            .notOwner, .alreadySent:
            false
        }
    }
}
