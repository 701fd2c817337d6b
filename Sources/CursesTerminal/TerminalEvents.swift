import CNCurses
import Dispatch
import Glibc
import Terminal

/// Turns what the terminal and the signals say into one stream of events; nothing polls.
///
/// Ctrl+Z and SIGTSTP are no keys to the program: they stop it here, with the terminal given back, and when it goes on
/// the size is reported, so that everything is drawn again.
final class TerminalEvents {
    let stream: AsyncStream<TerminalEvent>

    private let continuation: AsyncStream<TerminalEvent>.Continuation
    private let keySource: any DispatchSourceRead
    private let signalSource: any DispatchSourceRead
    private let signals: Int32
    private var keys = CursesKeys()
    private let suspend: () -> Size
    private let resize: () -> Size
    private let resume: () -> Size

    /// - Parameters:
    ///   - signals: the descriptor of `cn_watch_signals`.
    ///   - suspend: stops the program and takes the screen again when it goes on.
    ///   - resize: takes the terminal's new size.
    ///   - resume: takes the screen again after another program had it.
    init(
        signals: Int32, suspend: @escaping () -> Size, resize: @escaping () -> Size, resume: @escaping () -> Size
    ) {
        (stream, continuation) = AsyncStream.makeStream()
        self.signals = signals
        self.suspend = suspend
        self.resize = resize
        self.resume = resume
        keySource = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .main)
        signalSource = DispatchSource.makeReadSource(fileDescriptor: signals, queue: .main)
    }

    func start() {
        // Dispatch calls on the main queue, which is the main actor's; the closures themselves belong to no actor.
        keySource.setEventHandler { @Sendable [weak self] in
            MainActor.assumeIsolated { self?.readKeys() }
        }
        signalSource.setEventHandler { @Sendable [weak self] in
            MainActor.assumeIsolated { self?.readSignals() }
        }
        keySource.activate()
        signalSource.activate()
    }

    func stop() {
        keySource.cancel()
        signalSource.cancel()
        continuation.finish()
    }

    private func readKeys() {
        let events = keys.read()
        for event in events {
            if event == .key(KeyEvent(.scalar("z"), .control)) {
                continuation.yield(.resized(suspend()))
            } else {
                continuation.yield(event)
            }
        }
        // A terminal that is gone is readable for ever.
        if events.isEmpty, cn_hung_up() {
            keySource.cancel()
            continuation.yield(.terminated)
        }
    }

    private func readSignals() {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(signals, &bytes, bytes.count)
        guard count > 0 else { return }
        let reports = Set(bytes[..<count].map(Int.init))
        if reports.contains(CN_STOPPED) { continuation.yield(.resized(suspend())) }
        if reports.contains(CN_CONTINUED) {
            continuation.yield(.resized(resume()))
        } else if reports.contains(CN_RESIZED) {
            continuation.yield(.resized(resize()))
        }
        if reports.contains(CN_TERMINATED) { continuation.yield(.terminated) }
    }
}
