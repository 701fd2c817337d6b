package import ChatModel
package import ChatStore
import ChatWire
package import Logging

/// The owner of an account's connection: keeps a link to the server, takes what arrives into the store, and sends what
/// the store says is waiting, whoever put it there.
///
/// All decisions are made by machines without a clock (`Session`, `Outbox`, `Receipts`, `Liveness`) between two
/// suspensions, then performed: an actor is re-entrant wherever it waits. Only the process that holds the
/// `ConnectionOwner` may run one. Source: architecture page; delivery page.
package actor ChatClient {
    let configuration: ClientConfiguration
    let store: MessageStore
    let transport: any Transport
    let clock: any Clock<Duration>
    let uptime: Uptime
    let wallClock: @Sendable () -> Timestamp
    let log: Logger

    let inbox: Inbox
    let worker: OutboxWorker
    let outgoing: OutgoingMessages
    let contactSync: ContactSync
    let groups: Groups
    let groupOperations: GroupOperations
    let groupWork: GroupWork

    var session: Session
    var outbox: Outbox
    var repair: Repair
    var receipts: Receipts
    /// Our right to write what an owner writes; nil before the store has granted it, or after somebody took over.
    var epoch: OwnerEpoch?
    /// What the outbox decided to write, and what of it may be.
    var attempts = Attempts()
    /// What has become of messages and is not recorded yet, in order.
    var outcomes: [Outbox.Action] = []
    /// Rows that were recorded while the outbox is read from the store; nil while it is not.
    var settledMeanwhile: [Int64]?
    /// Receipts or repairs wait for messages to go first.
    var isHeldBack = false
    /// The store's outbox may hold rows that are not known here.
    var isOutboxStirred = true
    /// The newest outbox row that was looked at.
    var lastOutboxRow: Int64 = 0
    var repairActions: [Repair.Action] = []
    /// What the store watches has been read.
    var isWatchKnown = false
    /// The store may hold messages that the user wants sent again.
    var areRepairsAsked = false
    var receiptActions: [Receipts.Action] = []
    /// Frames that arrived and are not yet in the store; they outlive the link that brought them.
    var arrivedFrames: [Frame] = []
    /// When frames that the store refused are tried again, and how often that was.
    var storeRetryAt: Duration?
    var storeFailures = 0
    /// Present while nothing is read because the store is behind.
    var room: WakeLoop?
    var syncBackoff: Backoff
    /// The groups are to be fetched with the next sync: once a link, and when it is asked for.
    var areGroupsDue = true
    /// People up to this row of the store were there when contacts were last synced.
    var syncedContactRow: Int64 = 0
    /// The trouble of the present series of failed syncs has been reported.
    var hasSyncTrouble = false
    /// When it was last told that something came over the link.
    var toldHeardAt: Duration?
    /// Groups whose members have to be fetched, in order, and groups that are known well enough.
    var groupsToFetch: [ConversationID] = []
    var knownGroups: Set<ConversationID> = []
    /// Group operations under way, by outbox row.
    var groupJobs: [Int64: GroupJob] = [:]
    /// News from the system, to be acted on at most once in a while.
    var wakeLimit = WakeLimit()
    /// Links in a row on which the server did not prove that it has our socket in its map.
    var unprovenLinks = 0
    /// The server may still hold an earlier socket of ours, whose late end would take the next one out of its map.
    var isMappingDoubted = false
    /// The present link; nil between two of them.
    var link: Link?

    /// Present while the client connects, or waits for its next attempt.
    private var pause: WakeLoop?
    private var isWoken = false
    private var isStopping = false
    private(set) var isGivingWay = false
    private var state = ConnectionState.offline

    /// What happens, for one consumer; the newest few hundred are kept for one that is slow.
    package nonisolated let events: AsyncStream<ClientEvent>
    private let eventSink: AsyncStream<ClientEvent>.Continuation

    /// - Parameters:
    ///   - clock: for waiting; a continuous one.
    ///   - now: the wall clock, for times that people see.
    package init(
        configuration: ClientConfiguration, store: MessageStore, transport: any Transport, directory: any Directory,
        clock: any Clock<Duration>, now: @escaping @Sendable () -> Timestamp, log: Logger
    ) {
        let design = configuration.design
        let user = configuration.account.user
        let calls = ServerCalls(
            directory: directory, design: design, account: configuration.account, accessKey: configuration.accessKey,
            tokens: configuration.tokens)
        self.configuration = configuration
        self.store = store
        self.transport = transport
        self.clock = clock
        uptime = Uptime(clock)
        wallClock = now
        self.log = log
        inbox = Inbox(store: store, design: design, user: user)
        worker = OutboxWorker(store: store, design: design, user: user)
        outgoing = OutgoingMessages(store: store, design: design, user: user)
        contactSync = ContactSync(store: store, calls: calls, freshFor: configuration.contactsFreshFor)
        groups = Groups(store: store, calls: calls)
        groupOperations = GroupOperations(store: store, design: design, user: user)
        groupWork = GroupWork(store: store, calls: calls, design: design, user: user)
        syncBackoff = Backoff(limits: configuration.backoff)
        session = Session(backoff: Backoff(limits: configuration.backoff))
        outbox = Outbox(limits: configuration.outbox)
        repair = Repair(Repair.Capabilities(design.capabilities), limits: configuration.repair)
        receipts = Receipts(limits: configuration.receipts)
        (events, eventSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(500))
    }

    /// Keeps the connection until the task is cancelled, `stop()` is called, or the server refuses our key.
    package func run() async {
        // Of all processes with the store open only the connection's owner copies the log into the file.
        try? await store.setCheckpointing(true)
        await takeOver()
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await self.keepLink()
                return true
            }
            group.addTask {
                await self.watchStore()
                return true
            }
            group.addTask {
                await self.heedWakes()
                return false
            }
            for await isOver in group where isOver { break }
            group.cancelAll()
        }
        try? await store.endCheckpointing()
        eventSink.finish()
    }

    /// Ends `run()` in an orderly way: what has arrived is stored and the socket is closed.
    package func stop() {
        isStopping = true
        pause?.wake()
        link?.control.wake()
    }

    /// Stores a message for sending and wakes whoever sends; returns the queued message, which the screen shows.
    package func send(
        _ text: String, to conversation: ConversationID, id: MessageID? = nil, clearsDraft: Bool = true
    ) async throws(ClientError) -> Message {
        let message = try await outgoing.enqueue(
            text, to: conversation, id: id, clearsDraft: clearsDraft, now: wallClock())
        stirOutbox()
        return message
    }

    /// Tries at once whatever waits for its next attempt: the link, and messages that the server was silent about.
    package func retryNow() {
        isWoken = true
        pause?.wake()
        decide(.retryNow)
        stirOutbox()
        hurryGroupOperations()
        storeRetryAt = nil
        link?.inbox.wake()
    }

    /// Takes a message back that the server has not taken yet; it leaves the conversation as well.
    ///
    /// A message that was handed over without an answer may arrive all the same: the answer says so. One that is being
    /// handed over at this moment is refused, since its answer is a matter of seconds.
    @discardableResult
    package func cancel(_ id: MessageID, in conversation: ConversationID) async throws(ClientError) -> Cancellation {
        if link != nil, outbox.isAwaited(id, in: conversation) { throw .handedOver(id) }
        await takeBackCount(of: id, in: conversation)
        let outcome = try await outgoing.cancel(id, in: conversation)
        stirOutbox()
        return outcome
    }

    /// Tries one message at once: one that was set aside, that waits for the server, or that nobody has confirmed.
    package func retry(_ id: MessageID, in conversation: ConversationID) async throws(ClientError) {
        switch try await outgoing.retry(id, in: conversation) {
        case .sent: stirRepairs()
        case .queued, .parked: retryNow()
        case .delivered, .read: break
        }
    }

    /// What the link is doing now; the same is told by `events`.
    package var connectionState: ConnectionState { state }
}

// MARK: - The life of the link

extension ChatClient {
    private func keepLink() async {
        var action = session.handle(.start, now: uptime.now, fraction: 0)
        while !Task.isCancelled, !isStopping {
            announce()
            let event: Session.Event
            switch action {
            case .connect:
                event = await connect()
            case .serve:
                event = .failed(await serve())
            case .wait(let until):
                await pause(until: until)
                event = .awake
            case .finish:
                return
            }
            action = session.handle(event, now: uptime.now, fraction: configuration.jitter())
        }
        await stash()
        announce(isGivingWay ? .ownedElsewhere(processID: nil) : .offline)
    }

    /// Connects within the time allowed and puts the connection in `link`.
    private func connect() async -> Session.Event {
        let design = configuration.design
        do {
            let connection = try await openInTime()
            let checksMapping = design.capabilities.answersTextPing && unprovenLinks < 2
            var limits = configuration.liveness
            // Everybody whom a server's restart has brought here at once shall not come back at once every time.
            limits.renewAfter = limits.renewAfter * (0.75 + configuration.jitter() / 2)
            link = Link(
                connection: connection, checksMapping: checksMapping, isDoubted: isMappingDoubted, limits: limits,
                clock: clock, uptime: uptime)
            log.info("connected")
            return .connected
        } catch {
            isMappingDoubted = true
            log.info("no connection", metadata: ["reason": "\(sentence(error))"])
            return .failed(error)
        }
    }

    /// Whatever ends first: the attempt, the time allowed for it, or the client itself.
    private func openInTime() async throws(LinkFailure) -> any Connection {
        let (opening, clock, limit) = (Opening(configuration, transport), clock, configuration.connectTimeout)
        let loop = WakeLoop(clock: clock, uptime: uptime)
        pause = loop
        defer { pause = nil }
        let result = await withTaskGroup(of: Result<any Connection, LinkFailure>.self) { group in
            group.addTask {
                do throws(LinkFailure) {
                    return .success(try await opening.open())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                try? await clock.sleep(for: limit)
                return .failure(.connectTimedOut)
            }
            group.addTask {
                try? await loop.run { await self.isStopping ? .end : .turn(at: nil) }
                return .failure(.transport(.cancelled))
            }
            let first = await group.next() ?? .failure(.transport(.cancelled))
            group.cancelAll()
            // A connection that was made after the time was up would be a second socket of ours.
            for await late in group {
                if case .success(let connection) = late { await connection.close() }
            }
            return first
        }
        return try result.get()
    }

    private func pause(until: Duration) async {
        let loop = WakeLoop(clock: clock, uptime: uptime)
        pause = loop
        isWoken = false
        try? await loop.run { await self.isRested(until) ? .end : .turn(at: until) }
        pause = nil
    }

    private func isRested(_ until: Duration) -> Bool {
        isWoken || isStopping || uptime.now >= until
    }

    var mustStop: Bool { isStopping }

    /// Somebody else has taken the connection over: nothing more is written, and the link ends.
    func giveWay() {
        guard !isGivingWay else { return }
        epoch = nil
        isGivingWay = true
        stop()
    }
}

// MARK: - Telling

extension ChatClient {
    func tell(_ event: ClientEvent) {
        eventSink.yield(event)
    }

    func report(_ error: ClientError) {
        log.warning("trouble", metadata: ["what": "\(error.message)"])
        tell(.trouble(error))
    }

    /// Tells the state that follows from the session's phase.
    private func announce() {
        let now = wallClock()
        let uptime = uptime.now
        switch session.phase {
        case .idle: announce(.offline)
        case .connecting: announce(.connecting)
        case .online: announce(.online(since: now))
        case .waiting(let lostAt, let until, let failure):
            announce(
                .waiting(
                    since: now.advanced(byMilliseconds: -(uptime - lostAt).milliseconds),
                    retryAt: now.advanced(byMilliseconds: (until - uptime).milliseconds), reason: sentence(failure)))
        case .signedOut(let failure): announce(.signedOut(reason: sentence(failure)))
        }
    }

    private func announce(_ new: ConnectionState) {
        guard new != state else { return }
        state = new
        tell(.connection(new))
    }

    func sentence(_ failure: LinkFailure) -> String {
        ClientError.link(failure, server: configuration.account.server).message
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
