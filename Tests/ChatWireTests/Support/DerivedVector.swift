import ChatWire
import Foundation
import Testing

/// One value that the phone app derives from others.
struct DerivedVector: Sendable, CustomTestStringConvertible {
    var name: String
    var kind: String
    var input: JSONValue
    var expect: JSONValue

    var testDescription: String { name }
}

extension Vector {
    static func derived(kind: String) throws -> [DerivedVector] {
        let vectors = try files(in: "derived").map { file in
            let json = try JSONValue.parse(String(contentsOf: file, encoding: .utf8))
            return DerivedVector(
                name: file.deletingPathExtension().lastPathComponent, kind: json["kind"]?.string ?? "",
                input: json["input"] ?? .null, expect: json["expect"] ?? .null)
        }
        let chosen = vectors.filter { $0.kind == kind }
        try #require(!chosen.isEmpty)
        return chosen
    }
}
