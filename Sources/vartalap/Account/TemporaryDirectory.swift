import Foundation

/// A directory that is gone when its use is over, however that ends.
enum TemporaryDirectory {
    /// - Parameter body: gets the directory's path.
    static func use<Value: Sendable>(_ body: (String) async throws -> Value) async throws -> Value {
        let base = FileManager.default.temporaryDirectory.path
        var template = Array((base + "/vartalap-demo-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ProgramError.dataDirectory(path: base, reason: SystemReason.text(errno))
        }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }
}
