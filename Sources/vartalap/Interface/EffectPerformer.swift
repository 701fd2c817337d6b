import ChatCore
import ChatModel
import ChatStore
import ChatUI
import ChatWire
import CursesTerminal

/// Does what the interface wants done, in the order in which it was wanted, and posts the answers.
///
/// One task takes the effects that touch the store or the client one after the other, so that two messages sent in a row
/// stay in a row. Drafts are written within a second of the last key, and at the end.
final class EffectPerformer {
    let store: MessageStore
    let client: ChatClient
    let link: AccountLink
    let design: ServerDesign
    let queue: EventQueue
    private let screen: CursesScreen
    private let drafts: DraftKeeper
    /// The text that the disk failed under: whether it was stored is not known, so the next try has the same id. Once
    /// something was stored the same words are a message of their own.
    private var unsure: (text: String, conversation: ConversationID, id: MessageID)?
    private let jobs: AsyncStream<Job>
    private let continuation: AsyncStream<Job>.Continuation

    private enum Job {
        case effect(AppEffect)
        case writeDrafts
    }

    init(
        assembly: Assembly, client: ChatClient, link: AccountLink, design: ServerDesign, queue: EventQueue,
        screen: CursesScreen
    ) {
        store = assembly.store
        self.design = design
        self.client = client
        self.link = link
        self.queue = queue
        self.screen = screen
        let (jobs, continuation) = AsyncStream.makeStream(of: Job.self)
        (self.jobs, self.continuation) = (jobs, continuation)
        drafts = DraftKeeper(store: assembly.store) { continuation.yield(.writeDrafts) }
    }

    /// Takes an effect; returns at once.
    func perform(_ effect: AppEffect) {
        switch effect {
        case .setTitle(let title): screen.setTitle(title)
        case .redraw: screen.repaint()
        case .wake(let milliseconds): wake(after: milliseconds)
        case .retryNow: Task { [link] in await link.retryNow() }
        case .saveDraft(let text, let conversation): drafts.keep(text, of: conversation)
        case .quit: break
        default: continuation.yield(.effect(effect))
        }
    }

    /// Performs the effects until `finish`, and at last writes the drafts.
    func run() async {
        for await job in jobs {
            await perform(job)
        }
        await perform(.writeDrafts)
    }

    /// Nothing is taken any more; `run` returns when what was taken is done.
    func finish() {
        continuation.finish()
    }

    private func perform(_ job: Job) async {
        do {
            switch job {
            case .effect(let effect): try await touch(effect)
            case .writeDrafts: try await drafts.flush()
            }
        } catch StoreError.readOnly where store.access == .readOnly {
            // Said once, when the store was opened: reading on marks nothing as read and keeps no draft.
        } catch {
            queue.post(.failed(Failure.fact(error).message))
        }
    }

    /// The effects that touch the store or the client.
    private func touch(_ effect: AppEffect) async throws {
        switch effect {
        case .send(let text, let conversation):
            await send(text, to: conversation)
        case .loadConversations(let limit):
            queue.post(.conversations(try await Loading.conversations(limit: limit, from: store)))
        case .loadTimeline(let request):
            queue.post(.timeline(try await Loading.timeline(request, from: store)))
        case .loadDraft(let conversation):
            let draft = try await drafts.draft(of: conversation)
            queue.post(.draft(draft, conversation))
        case .markRead(let conversation, let position):
            try await store.markRead(conversation, through: position)
        case .searchConversations(let query):
            queue.post(
                .conversationMatches(try await store.findConversations(matching: query, limit: 500), query: query))
        case .startConversation(let user):
            _ = try await store.startDirect(with: user)
        case .sendTyping(let isTyping, let conversation):
            await link.sendTyping(isTyping, in: conversation)
        case .createGroup, .changeGroup, .loadMembers, .findConversation:
            try await touchGroups(effect)
        case .loadOutbox, .retryOutbox, .cancelOutbox:
            try await touchOutbox(effect)
        default:
            break
        }
    }

    private func send(_ text: String, to conversation: ConversationID) async {
        let id = identifier(of: text, to: conversation)
        do {
            _ = try await client.send(text, to: conversation, id: id)
        } catch {
            if case .store(.ioFailure) = error { unsure = (text, conversation, id) }
            return queue.post(.notSent(conversation, text: text, error.message))
        }
        unsure = nil
        // The text is no draft any more: sending has cleared the stored one.
        drafts.drop(text, of: conversation)
        queue.post(.sent(conversation, text: text))
    }

    /// A new id, or the one under which this text may be stored already.
    private func identifier(of text: String, to conversation: ConversationID) -> MessageID {
        if let unsure, unsure.text == text, unsure.conversation == conversation { return unsure.id }
        var generator = SystemRandomNumberGenerator()
        return MessageID.make(now: SystemClock.now(), using: &generator)
    }

    /// A timer for a known instant: a mark that fades, a typing notice that ends.
    private func wake(after milliseconds: Int) {
        Task { [queue] in
            try? await ContinuousClock().sleep(for: .milliseconds(milliseconds))
            let now = SystemClock.now()
            queue.post(.clock(now, utcOffsetSeconds: SystemClock.utcOffset(at: now)))
        }
    }
}
