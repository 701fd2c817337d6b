package import ChatModel
import ChatWire

/// Firebase's phone sign-in over its public REST interface: sends the code by SMS, takes it, and renews ID tokens.
///
/// The emulator and the local server have both hosts of the real service as path prefixes below one address.
package struct FirebaseService: Sendable, Secretive {
    private let directory: any Directory
    private let apiKey: String
    private let accounts: Place
    private let tokens: Place

    /// Where one half of the service is.
    private struct Place {
        var server: String
        var prefix: String

        init(host: String, endpoint: String?) {
            server = endpoint ?? "https://\(host)"
            prefix = endpoint == nil ? "" : "/\(host)"
        }
    }

    /// - Parameters:
    ///   - endpoint: the base URL of an emulator, without a slash at its end; nil for the real service.
    ///   - apiKey: the project's key; an emulator takes any.
    package init(directory: any Directory, endpoint: String?, apiKey: String) {
        self.directory = directory
        self.apiKey = apiKey
        accounts = Place(host: "identitytoolkit.googleapis.com", endpoint: endpoint)
        tokens = Place(host: "securetoken.googleapis.com", endpoint: endpoint)
    }

    package var description: String { "FirebaseService(\(accounts.server))" }

    /// Has a code sent to the phone.
    ///
    /// - Returns: the session that the code belongs to.
    package func sendCode(to user: UserID) async throws(SignInError) -> String {
        let body: JSONValue = ["phoneNumber": .string(user.rawValue)]
        let answer = try await ask("/v1/accounts:sendVerificationCode", at: accounts, json: body)
        guard let session = answer["sessionInfo"]?.string, !session.isEmpty else { throw unreadable(accounts) }
        return session
    }

    /// Exchanges the code for an ID token.
    package func signIn(session: String, code: String, now: Timestamp) async throws(SignInError) -> IDToken {
        let body: JSONValue = ["sessionInfo": .string(session), "code": .string(code)]
        let answer = try await ask("/v1/accounts:signInWithPhoneNumber", at: accounts, json: body)
        let token = IDToken(answer, names: ("idToken", "expiresIn", "refreshToken"), now: now)
        guard let token else { throw unreadable(accounts) }
        return token
    }

    /// Exchanges a refresh token for a new ID token.
    package func refresh(_ refreshToken: String, now: Timestamp) async throws(SignInError) -> IDToken {
        let answer = try await ask(
            "/v1/token", at: tokens, type: "application/x-www-form-urlencoded",
            body: "grant_type=refresh_token&refresh_token=\(URLText.encode(refreshToken))")
        guard var token = IDToken(answer, names: ("id_token", "expires_in", "refresh_token"), now: now) else {
            throw unreadable(tokens)
        }
        if token.refreshToken == nil { token.refreshToken = refreshToken }
        return token
    }

    private func ask(_ path: String, at place: Place, json: JSONValue) async throws(SignInError) -> JSONValue {
        try await ask(path, at: place, type: "application/json", body: json.text)
    }

    private func ask(
        _ path: String, at place: Place, type: String, body: String
    ) async throws(SignInError) -> JSONValue {
        let request = APIRequest(
            method: .post, path: place.prefix + path + "?key=" + URLText.encode(apiKey),
            headers: [APIHeader("content-type", type)], body: body, needsAuthentication: false)
        let response: APIResponse
        do {
            response = try await directory.perform(request, server: place.server)
        } catch {
            throw .unreachable(error, service: place.server)
        }
        let answer = try? JSONValue.parse(response.body)
        switch response.status {
        case 200:
            guard let answer, answer.members != nil else { throw unreadable(place) }
            return answer
        case 429, 500...599: throw .unavailable(status: response.status, service: place.server)
        default: throw Self.refusal(answer?["error"]?["message"]?.string, service: place.server)
        }
    }

    private func unreadable(_ place: Place) -> SignInError { .unreadable(service: place.server) }

    /// The service's word, `INVALID_CODE` or `INVALID_CODE : more words`; nil when it is not its way to refuse.
    private static func refusal(_ message: String?, service: String) -> SignInError {
        guard let message else { return .unreadable(service: service) }
        let word = message.prefix { $0 != " " }
        switch word {
        case "INVALID_CODE", "MISSING_CODE": return .codeRefused
        case "SESSION_EXPIRED", "INVALID_SESSION_INFO", "MISSING_SESSION_INFO", "CODE_EXPIRED": return .codeExpired
        case "INVALID_PHONE_NUMBER", "MISSING_PHONE_NUMBER": return .numberRefused
        case "TOO_MANY_ATTEMPTS_TRY_LATER", "QUOTA_EXCEEDED": return .tooManyTries
        case "CAPTCHA_CHECK_FAILED", "INVALID_APP_CREDENTIAL", "MISSING_CLIENT_IDENTIFIER",
            "INVALID_RECAPTCHA_TOKEN", "MISSING_RECAPTCHA_TOKEN":
            return .wantsApp
        case "TOKEN_EXPIRED", "USER_DISABLED", "USER_NOT_FOUND", "INVALID_REFRESH_TOKEN", "INVALID_GRANT_TYPE",
            "MISSING_REFRESH_TOKEN":
            return .ended
        default:
            if message.contains("API key") || word == "INVALID_API_KEY" { return .keyRefused(service: service) }
            return .refused(String(word.prefix(100)), service: service)
        }
    }
}

extension IDToken {
    /// From an answer of Firebase's, whose two halves name the fields differently; seconds are text there.
    fileprivate init?(_ answer: JSONValue, names: (token: String, seconds: String, refresh: String), now: Timestamp) {
        guard let value = answer[names.token]?.string, !value.isEmpty else { return nil }
        let seconds = answer[names.seconds]?.string.flatMap { Int64($0) } ?? 3600
        self.init(
            value, expires: now.advanced(byMilliseconds: min(max(seconds, 0), 1 << 32) * 1000),
            refreshToken: answer[names.refresh]?.string)
    }
}

/// Text as part of a query or a form.
enum URLText {
    static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789-._~".unicodeScalars.contains(scalar))
            guard !isPlain else { return String(scalar) }
            let hex = String(byte, radix: 16, uppercase: true)
            return "%" + (hex.count < 2 ? "0" : "") + hex
        }.joined()
    }
}
