import ChatCore
import ChatWire
import NIOCore

/// What arrived and was not taken yet, with the one reader that may wait for it; lives on the event loop.
///
/// It holds one burst of reads at most: the handler asks the socket for more only while this is empty.
struct FrameQueue {
    private var frames: [Frame] = []
    /// Payload bytes queued.
    private(set) var byteCount = 0
    private var ending: Result<Void, TransportError>?
    private var reader: EventLoopPromise<[Frame]>?

    var isEmpty: Bool { frames.isEmpty }

    /// Whether somebody has dealt with everything that was handed out and asks for more.
    var isAwaited: Bool { reader != nil && frames.isEmpty }

    mutating func append(_ frame: Frame) {
        guard ending == nil else { return }
        frames.append(frame)
        byteCount += frame.byteCount
    }

    /// Nothing comes any more; what is queued is still handed out before the ending is. Only the first ending counts.
    mutating func end(_ ending: Result<Void, TransportError>) {
        if self.ending == nil { self.ending = ending }
        deliver()
    }

    /// Asks for everything queued, now or as soon as there is something; an empty answer means the orderly end.
    mutating func take(_ promise: EventLoopPromise<[Frame]>) {
        reader?.succeed([])
        reader = promise
        deliver()
    }

    /// Hands what is queued to the reader, if one waits.
    mutating func deliver() {
        if !frames.isEmpty {
            guard let reader = reader.take() else { return }
            reader.succeed(frames)
            frames = []
            byteCount = 0
        } else if let ending, let reader = reader.take() {
            reader.completeWith(ending.map { [] }.mapError { $0 })
        }
    }
}

/// Hands the frames of a connection out one by one and fetches them from the event loop a burst at a time.
///
/// The link is dropped when nobody can read from it any more.
actor FrameReader {
    private let link: LinkReference
    private var burst: ArraySlice<Frame> = []

    init(link: LinkReference) {
        self.link = link
    }

    deinit {
        link.channel.close(promise: nil)
    }

    /// The next frame; nil after an orderly end.
    func next() async throws -> Frame? {
        if let frame = burst.popFirst() { return frame }
        burst = try await link.takeFrames()[...]
        return burst.popFirst()
    }

    /// The rest of the burst.
    func takeRest() -> [Frame] {
        defer { burst = [] }
        return Array(burst)
    }
}
