import CNCurses
import Glibc
package import Terminal

/// The terminal: shows cell buffers and tells what happens, and is given back on every way out.
///
/// ncurses is the difference engine: `present` only spares it the cells that have not changed. There is one screen a
/// process.
package final class CursesScreen: Screen {
    /// Keys, pastes, sizes, focus and the wish to end; for one consumer.
    package let events: AsyncStream<TerminalEvent>
    /// What the terminal or the locale lacks.
    package let notices: [TerminalNotice]
    package private(set) var size: Size
    package var colorDepth: ColorDepth { colors.depth }

    private var colors: CursesColors
    private let name: String
    private var source: TerminalEvents?
    private var shown: CellBuffer
    private var title = ""
    private var isOpen = true

    /// Takes the terminal.
    ///
    /// - Parameters:
    ///   - isMono: leaves colours unused, for NO_COLOR.
    ///   - crashNote: printed after a crash has given the terminal back: where the log is.
    package static func start(isMono: Bool = false, crashNote: String = "") throws(TerminalError) -> CursesScreen {
        guard cn_is_terminal() else { throw .notATerminal }
        var notices: [TerminalNotice] = []
        let codeset = String(cString: cn_take_locale())
        if codeset != "UTF-8" { notices.append(.notUTF8(codeset: codeset, isDrawnAsUTF8: cn_take_utf8())) }
        let signals = cn_watch_signals()
        guard signals >= 0 else { throw .noSignals(code: errno) }
        do throws(TerminalError) {
            let term = environment("TERM")
            let name = try open(term: term)
            if name != term, name != term + "-256color" { notices.append(.unknownTerminal(term, drawnAs: name)) }
            cn_catch_crashes(crashNote)
            cn_enter()
            return CursesScreen(name: name, isMono: isMono, notices: notices, signals: signals)
        } catch {
            cn_unwatch_signals()
            throw error
        }
    }

    private init(name: String, isMono: Bool, notices: [TerminalNotice], signals: Int32) {
        self.name = name
        self.notices = notices
        colors = CursesColors(isMono: isMono)
        size = Self.measure()
        shown = CellBuffer(size: size)
        let relay = Relay()
        let source = TerminalEvents(
            signals: signals, suspend: { relay.screen?.suspend() ?? Self.measure() },
            resize: { relay.screen?.resize() ?? Self.measure() },
            resume: { relay.screen?.resume() ?? Self.measure() })
        events = source.stream
        self.source = source
        relay.screen = self
        source.start()
    }

    /// Breaks the circle between the screen and the events that act on it.
    private final class Relay {
        weak var screen: CursesScreen?
    }

    /// The first entry that opens. A terminal that TERM names and that cannot be drawn on is not replaced by another.
    private static func open(term: String) throws(TerminalError) -> String {
        for name in TerminalName.candidates(term: term, colorTerm: environment("COLORTERM")) {
            switch Int(cn_open(name)) {
            case CN_OPENED: return name
            case CN_CANNOT_MOVE_CURSOR: throw .cannotDraw(name)
            default: continue
            }
        }
        throw .unknownTerminal(term)
    }

    private static func environment(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }

    private static func measure() -> Size {
        var rows: Int32 = 0
        var columns: Int32 = 0
        cn_measure(&rows, &columns)
        return Size(columns: Int(columns), rows: Int(rows))
    }

    // MARK: Showing

    package func present(_ buffer: CellBuffer, cursor: Point?) {
        guard isOpen else { return }
        let isSameSize = buffer.size == shown.size
        for row in 0..<min(size.rows, max(buffer.size.rows, shown.size.rows)) {
            for column in 0..<min(size.columns, max(buffer.size.columns, shown.size.columns)) {
                let cell = buffer[row, column]
                if cell.width > 0, !isSameSize || cell != shown[row, column] { put(cell, row: row, column: column) }
            }
        }
        shown = buffer
        cn_cursor(Int32(cursor?.row ?? -1), Int32(cursor?.column ?? 0))
        cn_refresh()
    }

    private func put(_ cell: Cell, row: Int, column: Int) {
        let (attributes, pair) = colors.curses(cell.style)
        let scalars = [cell.base.value] + cell.marks.map(\.value)
        cn_put(
            Int32(row), Int32(column), scalars, Int32(scalars.count), Int32(cell.width), attributes, pair)
    }

    /// Sends the whole screen again, for a terminal that something else has written on.
    package func repaint() {
        guard isOpen else { return }
        cn_repaint()
        cn_refresh()
    }

    /// Sets the window's title, where there is one; written only when it changes.
    package func setTitle(_ text: String) {
        guard isOpen, text != title, TerminalName.takesTitle(name) else { return }
        title = text
        cn_title(TextCells.harmless(text))
    }

    // MARK: Leaving and coming back

    /// Gives the terminal back for good. The stream of events ends.
    package func stop() {
        guard isOpen else { return }
        isOpen = false
        source?.stop()
        cn_close()
        cn_unwatch_signals()
    }

    /// Stops the program as Ctrl+Z does in a shell, and takes the screen again when it goes on.
    private func suspend() -> Size {
        cn_leave()
        cn_stop_group()
        return resume()
    }

    private func resume() -> Size {
        let size = resize()
        cn_enter()
        if !title.isEmpty { cn_title(TextCells.harmless(title)) }
        return size
    }

    /// Takes the terminal's size of now; what was shown is drawn again by the next `present`.
    private func resize() -> Size {
        size = Self.measure()
        cn_resize(Int32(size.rows), Int32(size.columns))
        shown = CellBuffer(size: Size(columns: 0, rows: 0))
        return size
    }
}
