import ChatWire
import Foundation
import Testing

/// One recorded frame or HTTP exchange with a real server; `Fixtures/README.md` explains the fields.
struct Vector: Decodable, Sendable, CustomTestStringConvertible {
    struct Response: Decodable, Sendable {
        var status: Int
        var headers: [String: String]?
        var text: String?
    }

    /// The file's folder and name, `v2.8/019-ws-s2c-a`.
    var name = ""
    var dir: String
    var transport: String
    var text: String?
    var base64: String?
    var opcode: String?
    var method: String?
    /// As asked through nginx; nil when the route cannot be reached from outside.
    var path: String?
    /// As the service behind nginx sees it.
    var servicePath: String?
    var headers: [String: String]?
    var response: Response?
    var decoded: DecodedMessage?

    private enum CodingKeys: String, CodingKey {
        case dir, transport, text, base64, opcode, method, path, headers, response, decoded
        case servicePath = "service_path"
    }

    /// `v2.8`.
    var folder: String { String(name.prefix { $0 != "/" }) }
    /// `019`.
    var number: String { String(name.drop { $0 != "/" }.dropFirst().prefix(3)) }

    /// The data frame; nil for control frames and exchanges.
    var frame: Frame? {
        guard transport == "ws", opcode == nil || opcode == "binary" else { return nil }
        if let text { return .text(text) }
        return base64.flatMap { Data(base64Encoded: $0) }.map { .binary(Array($0)) }
    }

    /// What the service answered, for the program's readers.
    var answer: APIResponse? {
        response.map { response in
            APIResponse(
                status: response.status, headers: (response.headers ?? [:]).map { APIHeader($0.key, $0.value) },
                body: response.text ?? "")
        }
    }

    var testDescription: String { name }

    /// All vectors of one folder, in the order of the recording.
    static func all(in folder: String) throws -> [Vector] {
        try files(in: folder).map { try read($0, in: folder) }
    }

    /// The vector whose folder and number are given, `v2.8/019`.
    static func named(_ name: String) throws -> Vector {
        let folder = String(name.prefix { $0 != "/" })
        let file = try files(in: folder).first { "\(folder)/\($0.lastPathComponent)".hasPrefix(name) }
        return try read(#require(file, "no vector \(name)"), in: folder)
    }

    static func files(in folder: String) throws -> [URL] {
        let directory = try fixtures().appending(path: folder)
        let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
        return files.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
    }

    private static func read(_ file: URL, in folder: String) throws -> Vector {
        var vector = try JSONDecoder().decode(Vector.self, from: Data(contentsOf: file))
        vector.name = "\(folder)/\(file.deletingPathExtension().lastPathComponent)"
        return vector
    }

    /// The folders of recordings, by the design that they are of.
    static let designs: [(folder: String, design: ServerDesign)] = [
        ("v1", .v1), ("v2.0", .v2_0), ("v2.0.4", .v2_0), ("v2.2", .v2_2), ("v2.3", .v2_3), ("v2.5", .v2_5),
        ("v2.6", .v2_6), ("v2.7", .v2_7), ("v2.8", .v2_8), ("v3", .v3),
    ]
    static let folders = designs.map(\.folder)

    /// The data frames of one folder.
    static func frames(in folder: String) throws -> [Vector] {
        try all(in: folder).filter { $0.frame != nil }
    }

    static func textFrames(in folder: String) throws -> [Vector] {
        try frames(in: folder).filter { $0.text != nil }
    }

    static func exchanges(in folder: String) throws -> [Vector] {
        try all(in: folder).filter { $0.transport == "http" }
    }

    /// What each frame of a folder says, by vector name: `Fixtures/expected/<folder>.txt`, made by
    /// `scripts/expectations`, a second reader that shares nothing with this program, and read through.
    static func expectations(for folder: String) throws -> [String: String] {
        let file = try fixtures().appending(path: "expected/\(folder).txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        return Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let parts = line.split(separator: "\t", maxSplits: 1)
                return ("\(folder)/\(parts[0])", String(parts.last ?? ""))
            })
    }

    private static func fixtures() throws -> URL {
        try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    }
}
