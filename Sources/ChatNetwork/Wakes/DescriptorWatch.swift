import Dispatch
import Glibc
import Synchronization

/// Calls back whenever a descriptor can be read, until it is cancelled; closes it then.
final class DescriptorWatch {
    private let source: any DispatchSourceRead

    /// - Returns: nil for a descriptor that could not be opened.
    init?(_ descriptor: Int32, readable: @escaping @Sendable (Int32) -> Void) {
        guard descriptor >= 0 else { return nil }
        source = DispatchSource.makeReadSource(
            fileDescriptor: descriptor, queue: DispatchQueue(label: "ChatNetwork.DescriptorWatch"))
        source.setEventHandler { @Sendable in readable(descriptor) }
        source.setCancelHandler { @Sendable in close(descriptor) }
        source.activate()
    }

    func cancel() {
        source.cancel()
    }
}

/// A number that is looked at from one place after the other.
final class LastLook: Sendable {
    private let value: Atomic<Int64>

    init(nanoseconds: Int64) {
        value = Atomic(nanoseconds)
    }

    /// Stores the new number and says how much larger it is.
    func replace(_ new: Int64) -> Int64 {
        new - value.exchange(new, ordering: .relaxed)
    }
}
