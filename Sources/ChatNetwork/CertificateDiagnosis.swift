import ChatCore
import FoundationEssentials
import NIOCore
import NIOPosix
import NIOSSL

/// Finds out what is wrong with a certificate that was refused, for the user's sentence only.
///
/// BoringSSL says no more than "verify failed". So the server is asked once more, over a connection that looks at the
/// certificates and then always refuses them: nothing is ever sent over it.
enum CertificateDiagnosis {
    /// A clause about the server's certificate that can follow "the server:".
    static func run(endpoint: Endpoint, options: NetworkOptions, loop: any EventLoop) async -> String {
        let fallback = "its certificate could not be verified"
        guard let context = try? TLSSetup.makeContext(options) else { return fallback }
        let finding = loop.makePromise(of: String.self)
        let now = Int(Date().timeIntervalSince1970)
        let deadline = loop.scheduleTask(in: .seconds(3)) { finding.succeed(fallback) }
        let attempt = ClientBootstrap(group: loop).connectTimeout(.seconds(3))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try NIOSSLClientHandler(
                        context: context, serverHostname: endpoint.isAddress ? nil : endpoint.host,
                        customVerificationCallback: { certificates, verdict in
                            finding.succeed(Self.judge(certificates, now: now))
                            verdict.succeed(.failed)
                        })
                    try channel.pipeline.syncOperations.addHandlers([handler, SilentHandler()])
                    finding.futureResult.whenComplete { _ in channel.close(promise: nil) }
                }
            }
            .connect(host: endpoint.host, port: endpoint.port)
        attempt.whenSuccess { channel in channel.closeFuture.whenComplete { _ in finding.succeed(fallback) } }
        attempt.whenFailure { _ in finding.succeed(fallback) }
        let text = try? await finding.futureResult.get()
        deadline.cancel()
        return text ?? fallback
    }

    /// Names the first reason that holds; `now` is in seconds since 1970.
    static func judge(_ certificates: [NIOSSLCertificate], now: Int) -> String {
        for certificate in certificates {
            if certificate.notValidAfter < now {
                return "its certificate expired on \(day(certificate.notValidAfter))"
            }
            if certificate.notValidBefore > now {
                return "its certificate is not valid before \(day(certificate.notValidBefore));"
                    + " is this machine's clock right?"
            }
        }
        if let leaf = certificates.first, certificates.count == 1, leaf.issuerName == leaf.subjectName {
            return "its certificate is signed by nobody but itself"
        }
        return "its certificate is signed by an authority that this machine does not know"
    }

    private static func day(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601.year().month().day())
    }
}

/// Ends the line of errors that a refused handshake sends through the channel.
private final class SilentHandler: ChannelInboundHandler {
    typealias InboundIn = NIOAny

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
