import Foundation
import Glibc
import Synchronization

/// The right to open the account's connection: an advisory lock on a side file, which the kernel lifts when the process
/// dies and keeps while it is merely stopped.
///
/// The server keeps one socket a user, so two of our processes would cut each other off. A lock with an expiry would
/// need clocks and let a process that woke up late do harm. The right lasts until `release()` or until the last
/// reference goes. Source: delivery page, "Several processes".
package final class ConnectionOwner: Sendable {
    /// The name of the file within the account's data directory.
    package static let fileName = "owner.lock"

    private let file: LockFile

    /// A process that has the right, as it says itself.
    package struct Holder: Hashable, Sendable {
        package var processID: Int32
        /// What it is for: `agent`, `interface`, `send`.
        package var purpose: String?
    }

    private init(_ file: LockFile, purpose: String) {
        self.file = file
        file.write("\(getpid())\n\(purpose)\n")
    }

    /// Takes the right if it is free; nil when another process (or another part of this one) has it.
    ///
    /// - Parameter purpose: one word for those who ask who has it.
    package static func tryAcquire(
        path: String, purpose: String = ""
    ) throws(OwnershipError) -> ConnectionOwner? {
        while true {
            let file = try LockFile(path: path)
            guard try file.lock(waiting: false) else { return nil }
            if file.isCurrent { return ConnectionOwner(file, purpose: purpose) }
        }
    }

    /// Waits until the right is free and takes it; nil when the waiting task was cancelled.
    ///
    /// A thread of its own blocks in the kernel meanwhile, so nothing polls and no thread of the pool is held up. After
    /// a cancellation it stays blocked until it gets the lock, and gives it back at once.
    package static func waitUntilFree(
        path: String, purpose: String = ""
    ) async throws(OwnershipError) -> ConnectionOwner? {
        while !Task.isCancelled {
            let file = try LockFile(path: path)
            let (results, continuation) = AsyncStream.makeStream(of: Result<LockFile, OwnershipError>.self)
            Thread.detachNewThread {
                continuation.yield(
                    Result { () throws(OwnershipError) in
                        _ = try file.lock(waiting: true)
                        return file
                    })
                continuation.finish()
            }
            for await result in results {
                let file = try result.get()
                if file.isCurrent { return ConnectionOwner(file, purpose: purpose) }
            }
        }
        return nil
    }

    /// Who has the right; nil when nobody has it, or it cannot be told.
    package static func holder(path: String) -> Holder? {
        guard let file = try? LockFile(path: path), (try? file.lock(waiting: false)) == false else { return nil }
        return file.read()
    }

    /// Gives the right back; further calls do nothing.
    package func release() {
        file.unlock()
    }
}

/// Why the lock on the side file could not even be asked for.
package enum OwnershipError: Error, Hashable, Sendable {
    case cannotOpen(path: String, reason: String)
    case cannotLock(path: String, reason: String)
}

/// One open description of the lock file; closes (and so unlocks) when the last reference goes.
private final class LockFile: Sendable {
    private let path: String
    private let descriptor: Int32
    private let isLocked = Atomic(false)

    init(path: String) throws(OwnershipError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: SystemError.current) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// - Returns: false when another description has the lock and `waiting` is false.
    func lock(waiting: Bool) throws(OwnershipError) -> Bool {
        while flock(descriptor, waiting ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return false
            default: throw .cannotLock(path: path, reason: SystemError.current)
            }
        }
        isLocked.store(true, ordering: .sequentiallyConsistent)
        return true
    }

    func unlock() {
        guard isLocked.exchange(false, ordering: .sequentiallyConsistent) else { return }
        ftruncate(descriptor, 0)
        flock(descriptor, LOCK_UN)
    }

    /// Whether the path still names the file that is locked; somebody may have deleted it meanwhile.
    var isCurrent: Bool {
        var opened = stat()
        var named = stat()
        guard fstat(descriptor, &opened) == 0, stat(path, &named) == 0 else { return false }
        return opened.st_dev == named.st_dev && opened.st_ino == named.st_ino
    }

    func write(_ text: String) {
        ftruncate(descriptor, 0)
        lseek(descriptor, 0, SEEK_SET)
        _ = FileDescriptor.writeAll(text, to: descriptor)
    }

    func read() -> ConnectionOwner.Holder? {
        lseek(descriptor, 0, SEEK_SET)
        let lines = FileDescriptor.readAll(descriptor)?.split(whereSeparator: \.isNewline) ?? []
        guard let processID = lines.first.flatMap({ Int32($0) }) else { return nil }
        return ConnectionOwner.Holder(processID: processID, purpose: lines.dropFirst().first.map(String.init))
    }
}
