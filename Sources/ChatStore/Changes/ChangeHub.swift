import GRDB
import Synchronization

/// Tells every consumer of `StoreChanges` about commits: our own as they happen, other processes' when the
/// write-ahead log was touched and `data_version` proves it.
///
/// Everything reaches the hub as a command in one queue, read by one task that owns the list of consumers: a consumer
/// that asked before a commit hears of that commit. Nothing is watched while nobody listens.
final class ChangeHub: Sendable {
    enum Command: Sendable {
        case subscribe(ChangeSubscriber)
        case unsubscribe(ChangeSubscriber)
        /// This process committed.
        case changed(StoreChange)
        /// Somebody wrote to the log.
        case logTouched
        case probed(ForeignCommitProbe.Answer)
    }

    private let commands: AsyncStream<Command>.Continuation
    /// How many consumers there are; while nobody listens, a commit wakes nobody.
    private let listenerCount = Atomic(0)

    init(path: String, access: MessageStore.Access, database: any DatabaseWriter) throws {
        let (stream, commands) = AsyncStream<Command>.makeStream()
        self.commands = commands
        let probe = try ForeignCommitProbe(path: path, access: access, database: database)
        Task { await Self.run(stream, commands, probe) }
    }

    func subscribe() -> StoreChanges {
        let (stream, signals) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let subscriber = ChangeSubscriber(signals: signals)
        listenerCount.add(1, ordering: .sequentiallyConsistent)
        signals.onTermination = { [weak self, commands] _ in
            self?.listenerCount.subtract(1, ordering: .sequentiallyConsistent)
            commands.yield(.unsubscribe(subscriber))
        }
        if case .terminated = commands.yield(.subscribe(subscriber)) { signals.finish() }
        return StoreChanges(subscriber: subscriber, signals: stream)
    }

    func publish(_ change: StoreChange) {
        guard listenerCount.load(ordering: .sequentiallyConsistent) > 0 else { return }
        commands.yield(.changed(change))
    }

    func finish() {
        commands.finish()
    }

    private static func run(
        _ stream: AsyncStream<Command>, _ commands: AsyncStream<Command>.Continuation, _ probe: ForeignCommitProbe
    ) async {
        await withDiscardingTaskGroup { group in
            var state = ChangeHubState(knownVersion: probe.versionAtOpening)
            var watch: LogWatch?
            for await command in stream {
                if state.handle(command) {
                    group.addTask { commands.yield(.probed(await probe.ask())) }
                }
                if state.subscribers.isEmpty {
                    watch = nil
                } else if watch == nil {
                    watch = LogWatch(path: probe.path) { commands.yield(.logTouched) }
                    commands.yield(.logTouched)
                }
            }
            watch = nil
            for subscriber in state.subscribers.values { subscriber.finish() }
        }
    }
}

/// What the hub's task knows; one probe is under way at a time, and one more follows if the log was touched meanwhile.
struct ChangeHubState {
    private(set) var subscribers: [ObjectIdentifier: ChangeSubscriber] = [:]
    private var knownVersion: Int64
    private var isProbing = false
    private var isStale = false

    init(knownVersion: Int64) {
        self.knownVersion = knownVersion
    }

    /// Takes in a command, and says whether the database should be asked for foreign commits now.
    mutating func handle(_ command: ChangeHub.Command) -> Bool {
        switch command {
        case .subscribe(let subscriber):
            subscribers[ObjectIdentifier(subscriber)] = subscriber
        case .unsubscribe(let subscriber):
            subscribers[ObjectIdentifier(subscriber)] = nil
        case .changed(let change):
            for subscriber in subscribers.values { subscriber.add(change) }
        case .logTouched:
            isStale = true
        case .probed(let answer):
            isProbing = false
            take(answer)
        }
        guard isStale, !isProbing, !subscribers.isEmpty else { return false }
        isStale = false
        isProbing = true
        return true
    }

    private mutating func take(_ answer: ForeignCommitProbe.Answer) {
        switch answer {
        case .version(let version):
            guard version != knownVersion else { return }
            knownVersion = version
            for subscriber in subscribers.values { subscriber.add([.everyTopic, .otherProcess]) }
        case .busy:
            isStale = true
        case .failed:
            break
        }
    }
}
