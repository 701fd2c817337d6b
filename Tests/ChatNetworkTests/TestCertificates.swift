import Foundation
import NIOSSL
import Subprocess

/// A certificate authority of our own and what it signs, made by the `openssl` program once a run.
struct TestCertificates: Sendable {
    /// Which certificate a server shows.
    enum Kind: String, CaseIterable, Sendable {
        /// For localhost and 127.0.0.1.
        case good
        case wrongHost
        case expired
        case notYetValid
        case selfSigned
        /// Signed by an authority that nobody was told of.
        case unknownAuthority
    }

    /// Why certificates could not be made.
    struct Failure: Error {
        var command: [String]
        var output: String
    }

    static let shared = Task { try await TestCertificates() }

    /// The PEM file of the authority that clients are told to trust.
    var authority: String { path("ca.pem") }

    private let directory: URL

    /// What a server needs to show a certificate.
    func serverContext(
        _ kind: Kind, change: (inout TLSConfiguration) -> Void = { _ in }
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(path("\(kind).pem")).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: path("\(kind).key"), format: .pem)))
        change(&configuration)
        return try NIOSSLContext(configuration: configuration)
    }

    private init() async throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "vartalap-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try await makeAuthority("ca")
        try await makeAuthority("stranger")
        let here = "DNS:localhost,IP:127.0.0.1"
        try await sign(.good, by: "ca", names: here)
        try await sign(.wrongHost, by: "ca", names: "DNS:other.example")
        try await sign(.expired, by: "ca", names: here, from: "20200101000000Z", until: "20200201000000Z")
        try await sign(.notYetValid, by: "ca", names: here, from: "20900101000000Z", until: "20900201000000Z")
        try await sign(.unknownAuthority, by: "stranger", names: here)
        try await openssl(
            ["req", "-x509", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=\(here)"]
                + newKey("selfSigned.key") + ["-out", path("selfSigned.pem")])
    }

    private func makeAuthority(_ name: String) async throws {
        try await openssl(
            ["req", "-x509", "-days", "2", "-subj", "/CN=Test \(name)"] + newKey("\(name).key")
                + ["-out", path("\(name).pem")])
        try write("", to: "\(name).index")
        try write(
            """
            [ca]
            default_ca = here
            [here]
            database = \(path("\(name).index"))
            new_certs_dir = \(directory.path)
            certificate = \(path("\(name).pem"))
            private_key = \(path("\(name).key"))
            default_md = sha256
            policy = any
            rand_serial = yes
            unique_subject = no
            [any]
            commonName = supplied
            """, to: "\(name).conf")
    }

    private func sign(
        _ kind: Kind, by authority: String, names: String, from: String? = nil, until: String? = nil
    ) async throws {
        try await openssl(
            ["req", "-new", "-subj", "/CN=\(kind)"] + newKey("\(kind).key") + ["-out", path("\(kind).csr")])
        try write("subjectAltName = \(names)\n", to: "\(kind).ext")
        let dates = from.map { ["-startdate", $0, "-enddate", until ?? $0] } ?? ["-days", "2"]
        try await openssl(
            ["ca", "-batch", "-notext", "-config", path("\(authority).conf"), "-extfile", path("\(kind).ext")] + dates
                + ["-in", path("\(kind).csr"), "-out", path("\(kind).pem")])
    }

    private func newKey(_ name: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path(name)]
    }

    private func path(_ name: String) -> String { directory.appending(path: name).path }

    private func write(_ text: String, to name: String) throws {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    private func openssl(_ arguments: [String]) async throws {
        let result = try await Subprocess.run(
            .name("openssl"), arguments: Arguments(arguments), output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            throw Failure(command: arguments, output: result.standardOutput + result.standardError)
        }
    }
}
