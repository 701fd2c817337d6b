/// Why there is no proof of who we are: facts only, and no secret among them; `message` is the sentence.
package enum SignInError: Error, Hashable, Sendable {
    // MARK: The sign-in service (Firebase)

    case unreachable(TransportError, service: String)
    /// 5xx or 429.
    case unavailable(status: Int, service: String)
    /// An answer that the service does not give.
    case unreadable(service: String)
    /// The one-time code is wrong.
    case codeRefused
    /// The code was asked for too long ago, or never.
    case codeExpired
    case numberRefused
    case tooManyTries
    /// The service first wants to see a browser or a phone.
    case wantsApp
    /// The API key of the configuration is not the service's.
    case keyRefused(service: String)
    /// The sign-in has ended there; only a new one helps.
    case ended
    /// Another refusal, in the service's own word.
    case refused(String, service: String)

    // MARK: Tokens

    /// The server did not accept the token.
    case tokenRefused(server: String)
    /// The command could not be run or failed; `reason` never holds its output.
    case command(program: String, reason: String)
    /// The file is missing, exposed or unreadable, or the refreshed token could not be kept.
    case file(CredentialsError)
    case noFile(path: String)
    /// A command or file that holds no token, or more than one line.
    case noToken(source: String)

    /// Whether trying again later may help without anybody doing something.
    package var isTemporary: Bool {
        switch self {
        case .unreachable, .unavailable, .unreadable, .tooManyTries, .command, .file, .noFile, .noToken: true
        case .codeRefused, .codeExpired, .numberRefused, .wantsApp, .keyRefused, .ended, .refused, .tokenRefused: false
        }
    }
}

extension SignInError {
    package var message: String {
        switch self {
        case .unreachable, .unavailable, .unreadable, .keyRefused, .refused: serviceMessage
        case .codeRefused: "The one-time code is wrong; look at it again, or ask for a new one."
        case .codeExpired: "The one-time code is no longer valid; log in without a code to ask for a new one."
        case .numberRefused: "The sign-in service does not accept this number; give it in full, such as +919876543210."
        case .tooManyTries: "The sign-in service has had too many tries; wait a while, then try again."
        case .wantsApp:
            "The sign-in service wants a check that only a phone or a browser can pass; sign in there, and give the "
                + "token with auth.token_command or auth.token_file."
        case .ended: "The sign-in has ended; log in again, messages that wait are kept."
        default: tokenMessage
        }
    }

    private var serviceMessage: String {
        switch self {
        case .unreachable(let error, let service): error.message(server: service.harmless())
        case .unavailable(let status, let service):
            "The sign-in service \(service.harmless()) is not available now (status \(status)); try again later."
        case .unreadable(let service):
            "\(service.harmless()) does not answer as a sign-in service; check auth.firebase.endpoint."
        case .keyRefused(let service):
            "\(service.harmless()) does not accept the API key; check auth.firebase.api_key."
        case .refused(let word, let service):
            "\(service.harmless()) refused the sign-in (\(word.harmless())); check the number and the configuration."
        default: ""
        }
    }

    private var tokenMessage: String {
        switch self {
        case .tokenRefused(let server):
            "\(server.harmless()) did not accept the token; get a new one, of the project that the server trusts."
        case .command(let program, let reason):
            "The token command \(program.harmless()) failed: \(reason.harmless()); mend auth.token_command."
        case .file(let error): error.message
        case .noFile(let path): "There is no token file \(path.harmless()); make it, or mend auth.token_file."
        case .noToken(let source): "\(source.harmless()) gave no token; it has to be one line of text."
        default: ""
        }
    }
}
