import ChatWire
import Foundation
import NIOHTTP1

/// One recorded frame or HTTP exchange.
struct Vector: Sendable {
    struct Response: Sendable {
        var status: Int
        var contentType: String?
        var text: String
    }

    var name: String
    var isFromServer: Bool
    var isHTTP: Bool
    var who: String?
    var method: HTTPMethod
    /// As seen from outside; nil when it cannot be reached from there.
    var path: String?
    var headers: [String: String]
    var text: String?
    /// A binary frame, in base 64.
    var base64: String?
    /// The path and query of the socket.
    var connect: String?
    /// The route of the service behind the front.
    var servicePath: String?
    var response: Response?

    var number: Int {
        Int(name.prefix(3)) ?? 0
    }

    /// The recorded run of a design in its order; the files are the codec tests' fixtures.
    static func recorded(of design: String) throws -> [Vector] {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = tests.appendingPathComponent("ChatWireTests/Fixtures/\(design)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        return try names.sorted().map { name in
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            return Vector(name: name, json: try JSONValue.parse(text))
        }
    }

    private init(name: String, json: JSONValue) {
        self.name = name
        isFromServer = json["dir"]?.string == "s2c"
        isHTTP = json["transport"]?.string == "http"
        who = json["who"]?.string
        method = HTTPMethod(rawValue: json["method"]?.string ?? "GET")
        path = json["path"]?.string
        headers = Self.strings(json["headers"])
        text = json["text"]?.string
        base64 = json["base64"]?.string
        connect = json["connect"]?.string
        servicePath = json["service_path"]?.string
        response = json["response"].map { answer in
            Response(
                status: Int(answer["status"]?.integer ?? 0),
                contentType: Self.strings(answer["headers"])["content-type"], text: answer["text"]?.string ?? "")
        }
    }

    private static func strings(_ json: JSONValue?) -> [String: String] {
        let pairs = (json?.members ?? []).compactMap { member in member.value.string.map { (member.name, $0) } }
        return Dictionary(pairs, uniquingKeysWith: { _, last in last })
    }
}
