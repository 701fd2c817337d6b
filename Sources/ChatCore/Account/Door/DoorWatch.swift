import Dispatch
import Glibc

/// Tells when an owner's door appears in an account's directory: inotify for names only, so that the store's writes
/// wake nobody. Ends when it is released.
final class DoorWatch {
    /// One element for each door; none when the system grants no watch.
    let openings: AsyncStream<Void>
    private let source: (any DispatchSourceRead)?

    init(directory: String, name: String) {
        let (openings, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.openings = openings
        let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else {
            source = nil
            return
        }
        guard inotify_add_watch(descriptor, directory, UInt32(IN_MOVED_TO)) >= 0 else {
            close(descriptor)
            source = nil
            return
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: DispatchQueue(label: "DoorWatch"))
        source.setEventHandler { @Sendable in
            // Any file that is renamed counts; looking once more costs nothing.
            Self.drain(descriptor)
            continuation.yield()
        }
        source.setCancelHandler { @Sendable in close(descriptor) }
        source.activate()
        self.source = source
    }

    deinit {
        source?.cancel()
    }

    private static func drain(_ descriptor: Int32) {
        let capacity = 4096
        withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 8) { buffer in
            while read(descriptor, buffer.baseAddress, capacity) > 0 {}
        }
    }
}
