package import ChatModel

/// How contacts and groups stand with the server, for the top bar.
package struct SyncState: Hashable, Sendable {
    /// Contacts that were asked about, and how many are due; nil while nothing is being asked.
    package private(set) var progress: Progress?
    /// When everything was last as the server has it.
    package private(set) var last: Timestamp?

    package struct Progress: Hashable, Sendable {
        package var asked: Int
        package var total: Int
    }

    package init() {}

    mutating func hear(asked: Int, of total: Int) {
        progress = asked < total ? Progress(asked: asked, total: total) : nil
    }

    mutating func end(at time: Timestamp) {
        progress = nil
        last = time
    }

    /// The link is gone: what was being asked is asked again over the next one.
    mutating func interrupt() {
        progress = nil
    }
}
