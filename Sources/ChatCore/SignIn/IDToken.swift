package import ChatModel
import ChatWire
import Foundation

/// What proves to a server who we are: a Firebase ID token, or what stands for one. Secret: it hides itself from every
/// description.
package struct IDToken: Hashable, Sendable, Secretive {
    package var value: String
    /// nil: not known.
    package var expires: Timestamp?
    /// What a newer one is fetched with; nil for tokens of other origin than Firebase's.
    package var refreshToken: String?

    /// Renewed this long before it expires (milliseconds), for clocks differ and requests take time.
    static let margin: Int64 = 300_000

    /// - Parameter expires: where nil, what the token itself says.
    package init(_ value: String, expires: Timestamp? = nil, refreshToken: String? = nil) {
        self.value = value
        self.expires = expires ?? Self.expiry(writtenIn: value)
        self.refreshToken = refreshToken
    }

    func needsRenewal(now: Timestamp) -> Bool {
        expires.map { now.milliseconds >= $0.milliseconds - Self.margin } ?? false
    }

    package var description: String { "IDToken(hidden)" }

    /// The `exp` of a JSON Web Token (RFC 7519, section 4.1.4), which is not checked otherwise: that is the server's.
    private static func expiry(writtenIn token: String) -> Timestamp? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var payload = parts[1].replacing("-", with: "+").replacing("_", with: "/")
        payload += String(repeating: "=", count: (4 - payload.count % 4) % 4)
        guard let data = Data(base64Encoded: String(payload)),
            let claims = try? JSONValue.parse(String(decoding: data, as: UTF8.self)),
            case .integer(let seconds)? = claims["exp"], (0..<(1 << 40)).contains(seconds)
        else { return nil }
        return Timestamp(milliseconds: seconds * 1000)
    }
}
