import ChatModel
import ChatWire
import FoundationEssentials
import Logging
import NIOHTTP1

/// Firebase's phone sign-in as its own emulator offers it, with codes in the log in place of the SMS: so that clients can
/// be tried and tested offline, with ID tokens that live as long as one likes.
///
/// The tokens are unsigned, as the emulator's are; they are known again because they are kept, until they expire.
actor FirebaseEmulator {
    /// What a token stands for.
    private struct Issued {
        var user: UserID
        var expires: Timestamp
    }

    private let codes: OneTimeCodes
    private let log: Logger
    private let now: @Sendable () -> Timestamp
    private let lifetimeMilliseconds: Int64
    private var sessions: [String: UserID] = [:]
    private var refreshTokens: [String: UserID] = [:]
    private var idTokens: [String: Issued] = [:]

    /// The most of each kind that are kept; strangers may ask for as many as they like.
    private static let limit = 10_000

    /// - Parameter lifetime: of ID tokens; the real ones live an hour.
    init(codes: OneTimeCodes, lifetime: Duration, log: Logger, now: @escaping @Sendable () -> Timestamp) {
        self.codes = codes
        self.log = log
        self.now = now
        lifetimeMilliseconds = lifetime.components.seconds * 1000
    }

    /// Whose the ID token is; nil when it has expired or is none.
    func user(of idToken: String) -> UserID? {
        guard let issued = idTokens[idToken], issued.expires > now() else { return nil }
        return issued.user
    }

    /// Ends every sign-in of the user, as an administrator does: nothing is renewed any more.
    func revoke(_ user: UserID) {
        refreshTokens = refreshTokens.filter { $0.value != user }
        idTokens = idTokens.filter { $0.value.user != user }
    }

    /// The answer to a request of the sign-in service; nil when the path is none of its.
    func respond(to request: ServerRequest) async -> ServerResponse? {
        switch request.path {
        case "/identitytoolkit.googleapis.com/v1/accounts:sendVerificationCode":
            return await answer(request) { body throws(Refusal) in try await sendCode(body) }
        case "/identitytoolkit.googleapis.com/v1/accounts:signInWithPhoneNumber":
            return await answer(request) { body throws(Refusal) in try await signIn(body) }
        case "/securetoken.googleapis.com/v1/token":
            guard request.method == .POST else { return .notFound }
            let form = QueryText.parse(Substring(String(decoding: request.body, as: UTF8.self)))
            do {
                return .json(try refresh(form))
            } catch {
                return error.response
            }
        default: return nil
        }
    }

    private func answer(
        _ request: ServerRequest, _ body: (JSONValue) async throws(Refusal) -> JSONValue
    ) async -> ServerResponse {
        guard request.method == .POST else { return .notFound }
        guard let payload = try? request.payload(), payload.members != nil else {
            return Refusal("INVALID_ARGUMENT").response
        }
        do {
            return .json(try await body(payload))
        } catch {
            return error.response
        }
    }
}

// MARK: - The calls

extension FirebaseEmulator {
    private func sendCode(_ body: JSONValue) async throws(Refusal) -> JSONValue {
        guard let number = body["phoneNumber"]?.string else { throw Refusal("MISSING_PHONE_NUMBER") }
        let user = UserID(number)
        guard ProfileService.looksLikeNumber(user) else { throw Refusal("INVALID_PHONE_NUMBER : Invalid format.") }
        let code = await codes.issue(for: user)
        log.notice("one-time code for \(LogText.harmless(number)): \(code)")
        let session = Identifiers.short() + Identifiers.short()
        if sessions.count >= Self.limit { sessions = [:] }
        sessions[session] = user
        return ["sessionInfo": .string(session)]
    }

    private func signIn(_ body: JSONValue) async throws(Refusal) -> JSONValue {
        guard let session = body["sessionInfo"]?.string else { throw Refusal("MISSING_SESSION_INFO") }
        guard let code = body["code"]?.string else { throw Refusal("MISSING_CODE") }
        guard let user = sessions[session] else { throw Refusal("INVALID_SESSION_INFO") }
        guard await codes.redeem(code, for: user) else { throw Refusal("INVALID_CODE") }
        sessions[session] = nil
        let refreshToken = Identifiers.short() + Identifiers.short()
        if refreshTokens.count >= Self.limit { refreshTokens = [:] }
        refreshTokens[refreshToken] = user
        return [
            "idToken": .string(issue(to: user)), "refreshToken": .string(refreshToken),
            "expiresIn": .string(lifetimeText), "localId": .string(Self.accountID(user)),
            "isNewUser": false, "phoneNumber": .string(user.rawValue),
        ]
    }

    private func refresh(_ form: [String: String]) throws(Refusal) -> JSONValue {
        guard form["grant_type"] == "refresh_token" else { throw Refusal("INVALID_GRANT_TYPE") }
        guard let refreshToken = form["refresh_token"] else { throw Refusal("MISSING_REFRESH_TOKEN") }
        guard let user = refreshTokens[refreshToken] else { throw Refusal("INVALID_REFRESH_TOKEN") }
        let idToken = JSONValue.string(issue(to: user))
        return [
            "access_token": idToken, "id_token": idToken, "expires_in": .string(lifetimeText),
            "token_type": "Bearer", "refresh_token": .string(refreshToken),
            "user_id": .string(Self.accountID(user)), "project_id": "vartalap-local",
        ]
    }

    private var lifetimeText: String { String(lifetimeMilliseconds / 1000) }

    private func issue(to user: UserID) -> String {
        let start = now()
        let expires = start.advanced(byMilliseconds: lifetimeMilliseconds)
        idTokens = idTokens.filter { $0.value.expires > start }
        if idTokens.count >= Self.limit { idTokens = [:] }
        let claims: JSONValue = [
            "iss": "https://securetoken.google.com/vartalap-local", "aud": "vartalap-local",
            "sub": .string(Self.accountID(user)), "phone_number": .string(user.rawValue),
            "iat": .integer(start.milliseconds / 1000), "exp": .integer(expires.milliseconds / 1000),
            "jti": .string(Identifiers.uuid()),
        ]
        let token = [#"{"alg":"none","typ":"JWT"}"#, claims.text].map(Self.base64URL).joined(separator: ".") + "."
        idTokens[token] = Issued(user: user, expires: expires)
        return token
    }

    private static func accountID(_ user: UserID) -> String {
        "local" + user.rawValue.dropFirst()
    }

    /// RFC 4648, section 5, without padding.
    private static func base64URL(_ text: String) -> String {
        Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }
}

/// A refusal in Firebase's form.
private struct Refusal: Error {
    private let message: String

    init(_ message: String) {
        self.message = message
    }

    var response: ServerResponse {
        let detail: JSONValue = ["message": .string(message), "domain": "global", "reason": "invalid"]
        let error: JSONValue = ["code": 400, "message": .string(message), "errors": [detail]]
        return .json(["error": error], status: .badRequest)
    }
}
