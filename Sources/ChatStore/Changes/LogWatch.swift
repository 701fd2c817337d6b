import Dispatch
import Foundation
import Glibc

/// Calls back when the store's write-ahead log is written, by any process: inotify on the directory, because the log
/// itself comes and goes. Ends when it is released.
final class LogWatch {
    private let source: any DispatchSourceRead

    /// - Returns: nil when the system grants no watch (its limit is reached): then only own commits are heard of.
    init?(path: String, touched: @escaping @Sendable () -> Void) {
        let url = URL(fileURLWithPath: path)
        let log = url.lastPathComponent + "-wal"
        let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        let events = UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO)
        guard inotify_add_watch(descriptor, url.deletingLastPathComponent().path, events) >= 0 else {
            close(descriptor)
            return nil
        }
        source = DispatchSource.makeReadSource(
            fileDescriptor: descriptor, queue: DispatchQueue(label: "ChatStore.LogWatch"))
        source.setEventHandler { @Sendable in
            if Self.drain(descriptor, lookingFor: log) { touched() }
        }
        source.setCancelHandler { @Sendable in close(descriptor) }
        source.activate()
    }

    deinit {
        source.cancel()
    }

    /// Reads every event that waits, and says whether one was about `name` or events were lost.
    private static func drain(_ descriptor: Int32, lookingFor name: String) -> Bool {
        var wasTouched = false
        let capacity = 16 * 1_024
        withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 8) { buffer in
            while true {
                let count = read(descriptor, buffer.baseAddress, capacity)
                guard count > 0 else { return }
                if contains(name, UnsafeRawBufferPointer(rebasing: buffer[..<count])) { wasTouched = true }
            }
        }
        return wasTouched
    }

    /// Whether a run of `struct inotify_event`s names the file; each has a header of 16 bytes, then a padded name.
    private static func contains(_ name: String, _ events: UnsafeRawBufferPointer) -> Bool {
        let header = MemoryLayout<inotify_event>.size
        var offset = 0
        while offset + header <= events.count {
            let event = events.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
            let end = offset + header + Int(event.len)
            if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { return true }
            guard end <= events.count else { return false }
            if events[offset + header..<end].prefix(while: { $0 != 0 }).elementsEqual(name.utf8) { return true }
            offset = end
        }
        return false
    }
}
