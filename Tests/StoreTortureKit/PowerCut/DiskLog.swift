import Foundation

/// What a process did to the files of a directory, in order, as the fault shim wrote it down.
package struct DiskLog: Sendable {
    /// One call that changed something, or said that something is done.
    package enum Operation: Equatable, Sendable {
        case create(String)
        case makeDirectory(String)
        case write(String, offset: Int, bytes: [UInt8])
        case truncate(String, size: Int)
        case sync(String)
        case syncDirectory(String)
        case unlink(String)
        case rename(String, to: String)
        case link(String, to: String)
        /// Words written to a file `*.ack`: the program said that what they name is done.
        case acknowledge([String])
    }

    /// The log ends in the middle of a record, or holds none of its kinds.
    package struct Unreadable: Error {
        package var offset: Int
    }

    package var operations: [Operation] = []

    /// Reads a log, leaving out SQLite's shared-memory files: a power cut takes them whatever they held.
    package init(file: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        var offset = 0
        while offset < bytes.count {
            let (operation, length) = try Self.record(bytes[offset...])
            if let operation { operations.append(operation) }
            offset += length
        }
    }

    /// Header: operation, class, length of path, length of data, offset. Source: faultshim.c, "Log records".
    private static func record(_ bytes: ArraySlice<UInt8>) throws -> (operation: Operation?, length: Int) {
        let header = 16
        let start = bytes.startIndex
        guard bytes.count >= header else { throw Unreadable(offset: start) }
        let pathLength = integer(bytes[start + 2..<start + 4])
        let dataLength = integer(bytes[start + 4..<start + 8])
        let offset = integer(bytes[start + 8..<start + 16])
        let length = header + pathLength + dataLength
        guard bytes.count >= length else { throw Unreadable(offset: start) }
        let path = String(decoding: bytes[start + header..<start + header + pathLength], as: UTF8.self)
        let data = bytes[start + header + pathLength..<start + length]
        if path.hasSuffix("-shm") { return (nil, length) }
        let operation: Operation
        switch bytes[start] {
        case UInt8(ascii: "C"): operation = .create(path)
        case UInt8(ascii: "M"): operation = .makeDirectory(path)
        case UInt8(ascii: "W"): operation = .write(path, offset: offset, bytes: Array(data))
        case UInt8(ascii: "T"): operation = .truncate(path, size: offset)
        case UInt8(ascii: "S"): operation = .sync(path)
        case UInt8(ascii: "D"): operation = .syncDirectory(path)
        case UInt8(ascii: "U"): operation = .unlink(path)
        case UInt8(ascii: "R"): operation = .rename(path, to: String(decoding: data, as: UTF8.self))
        case UInt8(ascii: "L"): operation = .link(path, to: String(decoding: data, as: UTF8.self))
        case UInt8(ascii: "A"):
            let words = String(decoding: data, as: UTF8.self).split { $0 == " " || $0 == "\n" }
            operation = .acknowledge(words.map(String.init))
        default: throw Unreadable(offset: start)
        }
        return (operation, length)
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
