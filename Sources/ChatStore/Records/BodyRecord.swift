import ChatModel
import Foundation
import GRDB

/// How a message's body stands in the columns `kind` and `body`.
///
/// A kind that this version does not know is shown as unsupported, so a store of a later minor version stays readable.
struct BodyRecord {
    var kind: String
    var body: String

    private static let text = "text"
    private static let groupChange = "groupChange"
    /// Followed by the content type as the frame gave it.
    private static let other = "other:"

    init(kind: String, body: String) {
        self.kind = kind
        self.body = body
    }

    init(_ messageBody: MessageBody) throws {
        switch messageBody {
        case .text(let text):
            self.init(kind: Self.text, body: text)
        case .groupChange(let change):
            let json = try JSONEncoder().encode(Change(change))
            self.init(kind: Self.groupChange, body: String(decoding: json, as: UTF8.self))
        case .unsupported(let contentType, let raw):
            self.init(kind: Self.other + contentType, body: raw)
        }
    }

    /// A body as an argument of `CAST(? AS TEXT)`: the database library hands text over as a C string, which would end at
    /// a NUL, and bytes whole.
    static func stored(_ body: String) -> DatabaseValue {
        body.utf8.contains(0) ? Data(body.utf8).databaseValue : body.databaseValue
    }

    var messageBody: MessageBody {
        switch kind {
        case Self.text:
            .text(body)
        case Self.groupChange:
            .groupChange(groupChange)
        default:
            .unsupported(
                contentType: kind.hasPrefix(Self.other) ? String(kind.dropFirst(Self.other.count)) : kind, raw: body)
        }
    }

    private var groupChange: GroupChange {
        guard let change = try? JSONDecoder().decode(Change.self, from: Data(body.utf8)) else { return GroupChange() }
        return GroupChange(
            added: change.added.map { UserID($0) }, removed: change.removed.map { UserID($0) },
            created: change.created, refusal: change.refusal)
    }

    /// The JSON in the column `body` of a group change.
    private struct Change: Codable {
        var added: [String]
        var removed: [String]
        var created: String?
        var refusal: String?

        init(_ change: GroupChange) {
            added = change.added.map(\.rawValue)
            removed = change.removed.map(\.rawValue)
            created = change.created
            refusal = change.refusal
        }
    }
}
