package import ChatModel
import ChatWire

/// A token that nothing renews: the one that was shown at login.
package struct KeptToken: TokenSource, Secretive {
    private let value: String

    package var description: String { "KeptToken(hidden)" }

    package init(_ token: IDToken) {
        value = token.value
    }

    package func token() async throws(SignInError) -> String { value }
    package func token(replacing refused: String) async throws(SignInError) -> String? { nil }
}

/// Tokens that somebody else makes and that can be fetched at any time, from a command or a file; the last one is used
/// until it is about to expire or is refused.
package actor FetchedTokens: TokenSource {
    package typealias Fetch = @Sendable () async throws(SignInError) -> String

    private let fetch: Fetch
    private let now: @Sendable () -> Timestamp
    private var last: IDToken?

    package init(now: @escaping @Sendable () -> Timestamp, fetch: @escaping Fetch) {
        self.fetch = fetch
        self.now = now
    }

    package func token() async throws(SignInError) -> String {
        if let last, !last.needsRenewal(now: now()) { return last.value }
        let new = IDToken(try await fetch())
        last = new
        return new.value
    }

    package func token(replacing refused: String) async throws(SignInError) -> String? {
        if let last, last.value != refused { return last.value }
        let new = IDToken(try await fetch())
        last = new
        return new.value == refused ? nil : new.value
    }
}

/// A token in a file of one line, which nobody else may read.
package enum TokenFile {
    package static func read(_ path: String) throws(SignInError) -> String {
        let text: String?
        do {
            text = try SecretFile.read(path, checksDirectory: false)
        } catch {
            throw .file(error)
        }
        guard let text else { throw .noFile(path: path) }
        return try token(in: text, source: path)
    }

    /// The token in what a file or a command holds: its only line.
    package static func token(in text: String, source: String) throws(SignInError) -> String {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimming(while: \.isWhitespace) }
        // What is not visible ASCII cannot stand in a header.
        guard lines.count == 1, let token = lines.first, !token.isEmpty,
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .noToken(source: source) }
        return String(token)
    }
}

extension Substring {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> Substring {
        var rest = drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
