import Foundation
import Glibc

/// Finds and reads the files of a contact source: a vCard file, a table, or a directory of them as khard and vdirsyncer
/// keep (one card a file, in nested directories).
package enum ContactFiles {
    /// Bytes.
    private static let largestFile = 256 << 20
    private static let suffixes: Set<String> = ["vcf", "vcard", "csv", "tsv"]

    /// Everything that the source at `path` holds, in the order of the file names.
    ///
    /// - Returns: how many files were read.
    package static func read(_ path: String, _ take: (SourceItem, _ file: String) -> Void) -> Int {
        var count = 0
        for file in files(at: path, take) {
            let bytes: [UInt8]
            do {
                bytes = try content(of: file)
            } catch {
                take(.problem(error, line: 0, name: nil), file)
                continue
            }
            count += 1
            // An empty file beside others is an interrupted write of another program: not worth a word of ours.
            if bytes.isEmpty, file != path { continue }
            if isVCard(bytes, name: file) {
                VCardReader.read(bytes) { take($0, file) }
            } else {
                CSVReader.read(bytes) { take($0, file) }
            }
        }
        return count
    }

    /// The file itself, or the address books in the directory and below; hidden ones belong to other programs.
    private static func files(at path: String, _ take: (SourceItem, String) -> Void) -> [String] {
        guard kind(of: path, following: true) == S_IFDIR else { return [path] }
        var found: [String] = []
        var directories = [path]
        while let directory = directories.popLast() {
            guard access(directory, R_OK | X_OK) == 0,
                let names = try? FileManager.default.contentsOfDirectory(atPath: directory)
            else {
                take(.problem(.unreadable(SystemError.current), line: 0, name: nil), directory)
                continue
            }
            for name in names where !name.hasPrefix(".") {
                let place = directory + "/" + name
                if kind(of: place, following: false) == S_IFDIR {
                    directories.append(place)
                } else if isAddressBook(name), [S_IFREG, nil].contains(kind(of: place, following: true)) {
                    found.append(place)
                }
            }
        }
        return found.sorted()
    }

    private static func isAddressBook(_ name: String) -> Bool {
        name.lastIndex(of: ".").map { suffixes.contains(name[name.index(after: $0)...].lowercased()) } ?? false
    }

    /// The type bits of the file's mode; nil when it cannot be looked at, which is reported when it is opened.
    private static func kind(of path: String, following: Bool) -> mode_t? {
        var facts = stat()
        guard (following ? stat(path, &facts) : lstat(path, &facts)) == 0 else { return nil }
        return facts.st_mode & S_IFMT
    }

    private static func isVCard(_ bytes: [UInt8], name: String) -> Bool {
        switch URL(fileURLWithPath: name).pathExtension.lowercased() {
        case "vcf", "vcard": true
        case "csv", "tsv": false
        default: VCardReader.isLikely(FileText.utf8(Array(bytes.prefix(8192))))
        }
    }

    private static func content(of path: String) throws(ContactProblem.Reason) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(SystemError.current) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(SystemError.current) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= largestFile else { throw .tooLarge }
        }
    }
}
