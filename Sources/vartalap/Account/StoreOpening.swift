import ChatCore
import ChatStore

/// Opens the store of a data directory; one that is damaged is recovered first, and the user told so in one sentence.
enum StoreOpening {
    struct Opened {
        var store: MessageStore
        /// What the user has to know; printed already, and to be shown where printing is not seen.
        var notices: [String] = []
    }

    /// - Throws: `StoreError`. A damaged store that is only looked at, or that another process uses, stays as it is.
    static func open(_ directory: DataDirectory, access: MessageStore.Access) throws -> Opened {
        let path = directory.storePath
        guard access == .readWrite else { return Opened(store: try MessageStore.open(path: path, access: access)) }
        let notices = MessageStore.isSuspect(path: path) ? try recover(path) : []
        do {
            return Opened(store: try MessageStore.open(path: path), notices: notices)
        } catch StoreError.corrupt {
            let notices = try notices + recover(path)
            return Opened(store: try MessageStore.open(path: path), notices: notices)
        }
    }

    private static func recover(_ path: String) throws -> [String] {
        guard let recovery = try MessageStore.recover(path: path, at: SystemClock.now()) else { return [] }
        Output.complain(recovery.message)
        return [recovery.message]
    }
}
