import ChatModel
import Glibc

/// Puts a recovered store in the place of a damaged one so that a crash at any step loses neither.
///
/// 1. the damaged files get a second name each; 2. the new store is named `…recovered`: from here on it will take the
/// place, whatever happens; 3. the old log goes, since it would be replayed into the new file; 4. the new file is
/// renamed over the old one.
enum Replacement {
    /// - Parameter new: a whole, closed and synced store in the same directory.
    /// - Returns: the path under which the damaged file is kept.
    static func perform(_ files: StoreFiles, new: String, at time: Timestamp) throws(StoreError) -> String {
        let aside = files.damaged(at: time)
        try keep(files.path, as: aside)
        try keep(files.log, as: aside + "-wal")
        try keep(files.index, as: aside + "-shm")
        try files.syncDirectory()
        try StoreFiles.move(new, to: files.recovered)
        try files.syncDirectory()
        try takePlace(files)
        return aside
    }

    /// Ends a replacement that was cut short after the point of no return.
    static func finish(_ files: StoreFiles) throws {
        guard StoreFiles.exists(files.recovered) else { return }
        try files.locked {
            if StoreFiles.exists(files.recovered) { try takePlace(files) }
        }
    }

    private static func takePlace(_ files: StoreFiles) throws(StoreError) {
        try StoreFiles.remove(files.log)
        try StoreFiles.remove(files.index)
        try files.syncDirectory()
        try StoreFiles.move(files.recovered, to: files.path)
        try StoreFiles.remove(files.damageMark)
        try files.syncDirectory()
    }

    /// A second name for a file, if there is one to name; on file systems without such names the file is moved.
    private static func keep(_ path: String, as new: String) throws(StoreError) {
        guard StoreFiles.exists(path) else { return }
        guard link(path, new) != 0 else { return }
        guard errno == EPERM || errno == ENOTSUP || errno == EMLINK else { throw StoreFiles.failure(new) }
        try StoreFiles.move(path, to: new)
    }
}
