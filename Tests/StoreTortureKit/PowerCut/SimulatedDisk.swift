import Foundation

/// A disk with a cache that a power cut empties: it knows what was synced, and what was only written.
///
/// What is sure after a cut: a file's bytes and size as of its last sync, and the names in a directory as of that
/// directory's last sync. What came later may be there or not: each sector of each write by itself, each change of size
/// by itself, and of the changes of names any number from the first on (file systems keep those in order).
struct SimulatedDisk {
    /// The unit that a disk writes whole.
    static let sector = 512

    /// How much of what was not synced is still there after a cut.
    enum Luck: CaseIterable {
        case everything, nothing, some
    }

    /// One file whatever it is called: what is sure, and what happened since.
    private struct File {
        var sure: [UInt8] = []
        var unsynced: [Change] = []
    }

    private enum Change {
        case write(offset: Int, bytes: [UInt8])
        case truncate(size: Int)
    }

    private enum NameChange {
        case add(String, file: Int)
        case remove(String)
    }

    private var files: [File] = []
    private var names: [String: Int] = [:]
    private var sureNames: [String: Int] = [:]
    private var unsyncedNames: [NameChange] = []

    mutating func perform(_ operation: DiskLog.Operation) {
        switch operation {
        case .create(let path):
            files.append(File())
            change(.add(path, file: files.count - 1))
        case .write(let path, let offset, let bytes):
            files[file(path)].unsynced.append(.write(offset: offset, bytes: bytes))
        case .truncate(let path, let size):
            files[file(path)].unsynced.append(.truncate(size: size))
        case .sync(let path):
            let index = file(path)
            for change in files[index].unsynced { Self.apply(change, to: &files[index].sure) }
            files[index].unsynced = []
        case .syncDirectory(let path):
            syncNames(in: path)
        case .unlink(let path):
            change(.remove(path))
        case .rename(let path, let new):
            let index = file(path)
            change(.add(new, file: index))
            change(.remove(path))
        case .link(let path, let new):
            change(.add(new, file: file(path)))
        case .makeDirectory, .acknowledge:
            break
        }
    }

    /// Puts what a cut would leave now into `target`, for files of `directory`.
    func materialize(
        luck: Luck, of directory: String, in target: String, using generator: inout SeededGenerator
    ) throws {
        var survivors = sureNames
        let kept: Int
        switch luck {
        case .everything: kept = unsyncedNames.count
        case .nothing: kept = 0
        case .some: kept = Int.random(in: 0...unsyncedNames.count, using: &generator)
        }
        for change in unsyncedNames.prefix(kept) { Self.apply(change, to: &survivors) }
        for (path, file) in survivors.sorted(by: { $0.key < $1.key }) where path.hasPrefix(directory + "/") {
            let content = content(of: files[file], luck: luck, using: &generator)
            let place = target + path.dropFirst(directory.count)
            try Data(content).write(to: URL(fileURLWithPath: place))
        }
    }

    private func content(of file: File, luck: Luck, using generator: inout SeededGenerator) -> [UInt8] {
        var content = file.sure
        for change in file.unsynced {
            switch luck {
            case .nothing: break
            case .everything: Self.apply(change, to: &content)
            case .some: Self.applyInPart(change, to: &content, using: &generator)
            }
        }
        return content
    }

    private mutating func file(_ path: String) -> Int {
        if let index = names[path] { return index }
        // It was there before the log began; nothing of it is known.
        files.append(File())
        names[path] = files.count - 1
        sureNames[path] = files.count - 1
        return files.count - 1
    }

    private mutating func change(_ change: NameChange) {
        Self.apply(change, to: &names)
        unsyncedNames.append(change)
    }

    private mutating func syncNames(in directory: String) {
        var others: [NameChange] = []
        for change in unsyncedNames {
            let path: String
            switch change {
            case .add(let name, _), .remove(let name): path = name
            }
            if URL(fileURLWithPath: path).deletingLastPathComponent().path == directory {
                Self.apply(change, to: &sureNames)
            } else {
                others.append(change)
            }
        }
        unsyncedNames = others
    }

    private static func apply(_ change: NameChange, to names: inout [String: Int]) {
        switch change {
        case .add(let path, let file): names[path] = file
        case .remove(let path): names[path] = nil
        }
    }

    private static func apply(_ change: Change, to content: inout [UInt8]) {
        switch change {
        case .write(let offset, let bytes):
            grow(&content, to: offset + bytes.count)
            content.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        case .truncate(let size):
            if size < content.count { content.removeLast(content.count - size) } else { grow(&content, to: size) }
        }
    }

    /// Each sector by itself; a file that became longer may have zeros where a sector is missing.
    private static func applyInPart(
        _ change: Change, to content: inout [UInt8], using generator: inout SeededGenerator
    ) {
        switch change {
        case .write(let offset, let bytes):
            if Bool.random(using: &generator) { grow(&content, to: offset + bytes.count) }
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, ((offset + start) / sector + 1) * sector - offset)
                if Bool.random(using: &generator) {
                    apply(.write(offset: offset + start, bytes: Array(bytes[start..<end])), to: &content)
                }
                start = end
            }
        case .truncate:
            if Bool.random(using: &generator) { apply(change, to: &content) }
        }
    }

    private static func grow(_ content: inout [UInt8], to size: Int) {
        if content.count < size { content.append(contentsOf: repeatElement(0, count: size - content.count)) }
    }
}
