import AsyncHTTPClient
import ChatCore
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Turns what the libraries throw into the facts of `TransportError`, with words instead of type names.
enum TransportFailure {
    /// The fact behind the failure of a connect or of a request to `endpoint`.
    static func explain(
        _ error: any Error, endpoint: Endpoint, options: NetworkOptions, loop: any EventLoop
    ) async -> TransportError {
        switch error {
        case let error as TransportError:
            return error
        case is CancellationError:
            return .cancelled
        case let error as HTTPClientError where error == .cancelled || error == .requestStreamCancelled:
            return .cancelled
        case is NIOHTTPClientUpgradeError:
            return .protocolViolation("the server agreed to a WebSocket but its answer was not a valid agreement")
        case is HTTPParserError where !isEarlyEnd(error):
            return .protocolViolation("the answer was not HTTP")
        case is NIOTooManyBytesError:
            return .protocolViolation("the answer was larger than \(options.maximumMessageBytes) bytes")
        case NIOSSLError.handshakeFailed(.sslError(let stack)) where names(stack, "CERTIFICATE_VERIFY_FAILED"):
            let reason = await CertificateDiagnosis.run(endpoint: endpoint, options: options, loop: loop)
            return .unreachable(host: endpoint.host, reason: reason)
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            return .unreachable(
                host: endpoint.host, reason: "its certificate belongs to another name than \(endpoint.host)")
        default:
            return .unreachable(host: endpoint.host, reason: words(for: error))
        }
    }

    /// A clause without type names for a failed or lost link.
    static func words(for error: any Error) -> String {
        switch error {
        case let error as ConnectTimedOut:
            "no answer within \(seconds(error.after))"
        case let error as NIOConnectionError:
            words(for: error)
        case let error as IOError:
            words(errno: error.errnoCode)
        case is SocketAddressError:
            "no such host"
        case ChannelError.connectTimeout(let amount):
            "no answer within \(seconds(.nanoseconds(amount.nanoseconds)))"
        case is ChannelError, NIOSSLError.uncleanShutdown:
            "the connection was closed before an answer came"
        case is HTTPParserError:
            isEarlyEnd(error) ? "the connection was closed in the middle of an answer" : "the answer was not HTTP"
        case NIOSSLError.handshakeFailed(let error):
            words(for: error)
        case let error as HTTPClientError:
            words(for: error)
        default:
            "\(error)"
        }
    }

    private static func words(for error: NIOConnectionError) -> String {
        if let failure = error.connectionErrors.last { return words(for: failure.error) }
        return "no such host"
    }

    private static func words(for error: BoringSSLError) -> String {
        guard case .sslError(let stack) = error else { return "the connection was closed while TLS was set up" }
        if names(stack, "WRONG_VERSION_NUMBER") || names(stack, "HTTP_REQUEST") {
            return "it does not speak TLS on this port"
        }
        if names(stack, "PROTOCOL_VERSION") || names(stack, "UNSUPPORTED_PROTOCOL") {
            return "it speaks no TLS of version 1.2 or later"
        }
        if names(stack, "EOF during handshake") { return "the connection was closed while TLS was set up" }
        return "TLS could not be set up: \(stack.map(\.description).joined(separator: ", "))"
    }

    private static func words(for error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout, .deadlineExceeded, .readTimeout, .tlsHandshakeTimeout:
            "no answer in time"
        case .remoteConnectionClosed:
            "the connection was closed before an answer came"
        default:
            error.shortDescription.lowercased()
        }
    }

    private static func words(errno code: CInt) -> String {
        guard let text = strerror(code) else { return "system error \(code)" }
        return String(cString: text).lowercased()
    }

    private static func isEarlyEnd(_ error: any Error) -> Bool {
        (error as? HTTPParserError) == .invalidEOFState
    }

    private static func names(_ stack: NIOBoringSSLErrorStack, _ reason: String) -> Bool {
        stack.contains { $0.description.contains(reason) }
    }

    private static func seconds(_ duration: Duration) -> String {
        let (whole, rest) = duration.components
        return whole > 0 ? "\(whole) s" : "\(rest / 1_000_000_000_000_000) ms"
    }
}
