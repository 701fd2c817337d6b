import ChatModel
import ChatUI
import Terminal

/// The loop of the interface: events become state and effects by `update`, state becomes cells by `draw`, once a batch.
///
/// The only owner of `AppState`. Everything that happens outside arrives through the queue, everything that is to happen
/// leaves through the performer.
final class AppRunner {
    private let queue: EventQueue
    private let performer: EffectPerformer
    private let screen: any Screen
    private let theme: Theme
    private var state: AppState
    private var isPainted = false
    private let painting: AsyncStream<Void>
    private let paint: AsyncStream<Void>.Continuation

    init(state: AppState, theme: Theme, screen: any Screen, queue: EventQueue, performer: EffectPerformer) {
        self.state = state
        self.theme = theme
        self.screen = screen
        self.queue = queue
        self.performer = performer
        (painting, paint) = AsyncStream.makeStream()
    }

    /// Returns when what is stored is on the screen (or could not be read), or the interface has ended before.
    func firstPaint() async {
        for await _ in painting {}
    }

    /// Runs until the user quits or the process is asked to end.
    func run() async {
        handle([])
        await queue.run { [self] batch in handle(batch) }
        paint.finish()
    }

    /// One batch: the time first, then the events in order, then one drawing.
    ///
    /// - Returns: false when the interface wants to quit.
    @discardableResult
    private func handle(_ batch: [AppEvent]) -> Bool {
        let now = SystemClock.now()
        let clock = AppEvent.clock(now, utcOffsetSeconds: SystemClock.utcOffset(at: now))
        var quits = false
        for event in [clock] + batch {
            for effect in update(&state, event) {
                switch effect {
                case .quit: quits = true
                default: performer.perform(effect)
                }
            }
        }
        guard !quits else { return false }
        if isPainted || batch.contains(where: \.showsTheStore) { present() }
        return true
    }

    private func present() {
        var buffer = CellBuffer(size: state.size)
        let cursor = draw(state, theme: theme, into: &buffer)
        screen.present(buffer, cursor: cursor)
        isPainted = true
        paint.finish()
    }
}

extension AppEvent {
    /// Whether there is something to show for the first time.
    fileprivate var showsTheStore: Bool {
        switch self {
        case .conversations, .failed: true
        default: false
        }
    }
}
