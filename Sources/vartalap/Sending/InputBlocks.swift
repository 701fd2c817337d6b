import Foundation

/// What comes on standard input, block by block, as it comes and only as fast as it is wanted.
nonisolated struct InputBlocks: AsyncSequence, AsyncIteratorProtocol {
    var descriptor: Int32 = STDIN_FILENO

    func makeAsyncIterator() -> InputBlocks { self }

    /// The next block; nil at the end, or when the task is cancelled. A thread of its own waits in the kernel.
    mutating func next() async throws -> [UInt8]? {
        let descriptor = descriptor
        let (results, continuation) = AsyncStream.makeStream(of: Result<[UInt8], ProgramError>.self)
        Thread.detachNewThread {
            continuation.yield(Result { () throws(ProgramError) in try Self.read(descriptor) })
            continuation.finish()
        }
        for await result in results {
            let block = try result.get()
            return block.isEmpty ? nil : block
        }
        return nil
    }

    private static func read(_ descriptor: Int32) throws(ProgramError) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = block.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return Array(block.prefix(count)) }
            guard errno == EINTR else {
                throw .cannotRead(path: "standard input", reason: SystemReason.text(errno))
            }
        }
    }
}
