import Foundation

/// The command line as the system passed it.
nonisolated enum ArgumentBytes {
    /// Refuses arguments that are not UTF-8: Swift has already put replacement characters into them, and sending those
    /// would falsify the text.
    ///
    /// - Parameter arguments: as Swift decoded them; only those with a replacement character need a second look.
    static func check(_ arguments: [String]) throws(ProgramError) {
        guard arguments.contains(where: { $0.unicodeScalars.contains("\u{FFFD}") }),
            let bytes = try? Data(contentsOf: URL(filePath: "/proc/self/cmdline"))
        else { return }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8(source: "The command line") }
    }
}
