import ChatCore
import ChatModel
import ChatTestSupport
import ChatWire
import Foundation
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TokenTests {
    private let now = Timestamp(milliseconds: 1_795_000_000_000)

    private func minutes(_ count: Int64) -> Timestamp { now.advanced(byMilliseconds: count * 60_000) }

    /// A JSON Web Token that expires in so many minutes.
    private func token(_ name: String, minutes: Int64) -> String {
        let claims = #"{"sub":"\#(name)?>","exp":\#(self.minutes(minutes).milliseconds / 1000)}"#
        let text = Data(claims.utf8).base64EncodedString()
        return "e30." + text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") + ".sig"
    }

    @Test func aTokenKnowsWhenItExpires() {
        #expect(IDToken(token("a", minutes: 60)).expires == minutes(60))
        #expect(IDToken("123456").expires == nil)
        #expect(IDToken("a.b.c").expires == nil)
        #expect(IDToken("a.e30.c").expires == nil)
    }

    @Test func aTokenIsFetchedAgainBeforeItExpires() async throws {
        let time = Atomic<Int64>(now.milliseconds)
        let fetches = Atomic(0)
        let (first, second) = (token("first", minutes: 60), token("second", minutes: 120))
        let tokens = FetchedTokens(
            now: { Timestamp(milliseconds: time.load(ordering: .relaxed)) },
            fetch: { fetches.add(1, ordering: .relaxed).oldValue == 0 ? first : second })

        #expect(try await tokens.token() == first)
        time.store(minutes(54).milliseconds, ordering: .relaxed)
        #expect(try await tokens.token() == first)
        time.store(minutes(55).milliseconds, ordering: .relaxed)
        #expect(try await tokens.token() == second)
    }

    @Test func aRefusedTokenThatIsFetchedAgainIsNoOther() async throws {
        let tokens = FetchedTokens(now: { Timestamp(milliseconds: 0) }, fetch: { "always" })
        #expect(try await tokens.token() == "always")
        #expect(try await tokens.token(replacing: "always") == nil)
        #expect(try await tokens.token(replacing: "older") == "always")
    }

    @Test func aTokenFileIsReadWhenOnlyItsOwnerMay() throws {
        let files = try TemporaryDirectory()
        let path = files.file("token")
        #expect(throws: SignInError.noFile(path: path)) { try TokenFile.read(path) }
        try Data("  abc.def \n".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: SignInError.file(.exposed(path: path, mode: 0o644, isDirectory: false))) {
            try TokenFile.read(path)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(try TokenFile.read(path) == "abc.def")
    }

    @Test(arguments: ["", "\n", "two\nlines", "two words", "bell\u{7}", "zwölf"])
    func whatIsNoTokenIsRefused(text: String) {
        #expect(throws: SignInError.noToken(source: "It")) { try TokenFile.token(in: text, source: "It") }
    }

    @Test func allSecretsComeBackAsTheyWereSaved() throws {
        let files = try TemporaryDirectory()
        let path = files.file(Credentials.fileName)
        let token = IDToken("id\"\\", expires: now, refreshToken: "refresh")
        for credentials in [
            Credentials(accessKey: "k", idToken: token), Credentials(accessKey: "k", idToken: IDToken("t")),
            Credentials(accessKey: "k"),
        ] {
            try credentials.save(to: path)
            #expect(try Credentials.load(from: path) == credentials)
        }
    }

    @Test func aPendingSignInIsThatOfItsNumberOnly() throws {
        let files = try TemporaryDirectory()
        let path = files.file(PendingSignIn.fileName)
        #expect(try PendingSignIn.load(from: path, for: UserID("+91")) == nil)
        try PendingSignIn(user: UserID("+91"), session: "abc").save(to: path)
        #expect(try PendingSignIn.load(from: path, for: UserID("+91"))?.session == "abc")
        #expect(try PendingSignIn.load(from: path, for: UserID("+92")) == nil)
    }
}
