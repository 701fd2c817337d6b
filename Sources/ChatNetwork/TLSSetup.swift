import ChatCore
import NIOCore
import NIOSSL

/// The one place that decides what is asked of a server's certificate: everything, always.
enum TLSSetup {
    /// TLS 1.2 or later, full verification, the system's authorities and those of `caFile`.
    ///
    /// - Throws: `TransportError.invalidServer` when the file of authorities cannot be used.
    static func makeConfiguration(_ options: NetworkOptions) throws(TransportError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        // NIOSSL's own default is TLS 1.0.
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        configuration.shutdownTimeout = .milliseconds(500)
        if let caFile = options.caFile {
            do {
                configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(caFile))]
            } catch {
                throw .invalidServer("the file of certificate authorities “\(caFile)” cannot be read as PEM")
            }
        }
        return configuration
    }

    static func makeContext(_ options: NetworkOptions) throws(TransportError) -> NIOSSLContext {
        let configuration = try makeConfiguration(options)
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .invalidServer("TLS cannot be set up: \(error)")
        }
    }

    /// Checks the certificate against the endpoint's name, or against its address when it has none.
    static func makeHandler(_ context: NIOSSLContext, endpoint: Endpoint) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: context, serverHostname: endpoint.isAddress ? nil : endpoint.host)
    }
}
