/// The lines of a file, whichever system wrote it: LF, CR LF or CR end one.
struct TextLines: IteratorProtocol {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    /// The number of the line that `next` answered last, counted from 1.
    private(set) var line = 0

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// The first byte of the next line; nil at the end, or when that line is empty.
    var peeked: UInt8? {
        position < bytes.endIndex ? bytes[position] : nil
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard position < bytes.endIndex else { return nil }
        line += 1
        var end = position
        while end < bytes.endIndex, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r") { end += 1 }
        let content = bytes[position..<end]
        position = min(end + 1, bytes.endIndex)
        if end < bytes.endIndex, bytes[end] == UInt8(ascii: "\r"), peeked == UInt8(ascii: "\n") { position += 1 }
        return content
    }
}
