import GRDB

/// What the owner of the connection does for the store now and then.
extension MessageStore {
    /// Sets disk space aside for the time when the disk is full, unless that was done or there is little left.
    ///
    /// Writes that are small and must not wait give it up and go on; `StoreChange.reserveGivenUp` tells of it.
    @concurrent package func setReserveAside() async {
        guard access == .readWrite else { return }
        Reserve(StoreFiles(path: path)).setAside()
    }

    /// Copies the store as it stands into a file beside it, unless a copy was made within a day; the newest three are
    /// kept. Ends early when the task is cancelled, or when the disk has not twice the room: the next day comes.
    ///
    /// - Returns: whether a copy was made.
    package func backUpDaily() async throws(StoreError) -> Bool {
        guard access == .readWrite else { throw .readOnly }
        let (path, time) = (path, now())
        do {
            // A connection of its own: a large store takes seconds, and nobody is to wait for that.
            let queue = try DatabaseQueue(path: path, configuration: Opening.configuration(path: path, isWriter: false))
            return try await withTaskCancellationHandler {
                try await queue.writeWithoutTransaction { db in
                    try Backup.makeDaily(db, of: StoreFiles(path: path), at: time)
                }
            } onCancel: {
                queue.interrupt()
            }
        } catch {
            throw Damage.noted(StoreError(error, path: path))
        }
    }
}
