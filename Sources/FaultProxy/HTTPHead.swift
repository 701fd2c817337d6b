import NIOCore

/// The head of an HTTP/1.1 message: read only to know what follows it.
struct HTTPHead: Hashable {
    /// Request line or status line.
    var line: String
    var fields: [(name: String, value: String)]

    static func == (one: Self, other: Self) -> Bool { one.text == other.text }
    func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// The head as it goes on the wire.
    var text: String {
        line + "\r\n" + fields.map { "\($0.name): \($0.value)\r\n" }.joined() + "\r\n"
    }

    subscript(name: String) -> String? {
        get { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            fields.removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    /// Whether a request asks for a WebSocket.
    var wantsWebSocket: Bool { self["Upgrade"]?.lowercased() == "websocket" }

    /// Whether a response agrees to another protocol.
    var switches: Bool { line.split(separator: " ").dropFirst().first == "101" }

    /// How long the body is, when that can be told from the head.
    var bodyBytes: Int? {
        if self["Transfer-Encoding"] != nil { return nil }
        guard let text = self["Content-Length"] else { return 0 }
        return Int(text).flatMap { $0 >= 0 ? $0 : nil }
    }

    /// Who asks for the socket: all that two requests of one user have in common.
    var identity: String {
        let changing = ["host", "sec-websocket-key", "token"]
        return line
            + fields.filter { !changing.contains($0.name.lowercased()) }
            .map { "\n\($0.name.lowercased()):\($0.value)" }.sorted().joined()
    }

    /// A head that is whole, or why there is none.
    enum Reading {
        case head(HTTPHead)
        case unfinished
        /// What is there can be no head.
        case foreign
    }

    private static let maximumBytes = 64 << 10

    /// Takes a head off the front of `bytes`.
    static func read(from bytes: inout ByteBuffer) -> Reading {
        guard let first = bytes.readableBytesView.first else { return .unfinished }
        guard first >= UInt8(ascii: "A"), first <= UInt8(ascii: "Z") else { return .foreign }
        let view = bytes.readableBytesView
        guard let end = view.firstRange(of: [13, 10, 13, 10]) else {
            return view.count > maximumBytes ? .foreign : .unfinished
        }
        let length = end.upperBound - view.startIndex
        guard let text = bytes.readString(length: length) else { return .foreign }
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: true)
        guard let line = lines.first, line.contains("HTTP/1.") else { return .foreign }
        let fields = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            return (String(line[..<colon]), String(value))
        }
        return .head(HTTPHead(line: String(line), fields: fields))
    }
}
