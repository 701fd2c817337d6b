import ChatWire
import Testing

/// The probe against the recorded answers of every design, and against servers that are none of ours.
@Suite struct ProbeTests {
    private static let nginx404 = APIResponse(
        status: 404, body: "<html><head><title>404 Not Found</title></head><body>nginx</body></html>")

    /// What a server of that folder answers through its nginx (protocol page, section 3).
    private func answer(of folder: String, to request: APIRequest) throws -> APIResponse {
        switch request.path {
        case "/v1.0/channels":
            return folder == "v3" ? try refused(by: folder) : Self.nginx404
        case "/messages" where !request.needsAuthentication:
            if ["v1", "v2.0", "v2.0.4"].contains(folder) { return Self.nginx404 }
            if folder == "v2.2" { return try refused(by: folder) }
        case "/file/download/000000000000000000000000/presigned_url" where folder == "v2.3":
            return APIResponse(status: 404, body: #"{"statusCode":404,"error":"Not Found","message":"Not Found"}"#)
        default: break
        }
        let path = request.path.replacing("000000000000000000000000", with: "0123456789abcdef01234567")
        // The questions were put to v2.0 only; its later release differs in nothing that is asked.
        let recorded = try Vector.exchanges(in: folder == "v2.0.4" ? "v2.0" : folder).first { vector in
            guard vector.method == request.method.rawValue, vector.path == path else { return false }
            guard request.method == .post else { return true }
            let isPlain = request.needsAuthentication || vector.headers?["token"] == nil
            return try isPlain && vector.text.map { try JSONValue.parse($0) } == JSONValue.parse(request.body)
        }
        return recorded?.answer ?? Self.nginx404
    }

    private func refused(by folder: String) throws -> APIResponse {
        try #require(Vector.named("\(folder)/900").answer)
    }

    private func ask(_ probe: DesignProbe, folder: String) throws -> DesignProbe.Step {
        var probe = probe
        for _ in 0..<10 {
            guard case .ask(let request) = probe.step else { return probe.step }
            probe.receive(try answer(of: folder, to: request))
        }
        Issue.record("the probe does not end")
        return probe.step
    }

    @Test(arguments: [
        ("v1", ["v1", "v2.0"]), ("v2.0", ["v1", "v2.0"]), ("v2.0.4", ["v1", "v2.0"]), ("v2.2", ["v2.2"]),
        ("v2.3", ["v2.3", "v2.5"]), ("v2.5", ["v2.3", "v2.5"]), ("v2.6", ["v2.6"]), ("v2.7", ["v2.7"]),
        ("v2.8", ["v2.8"]), ("v3", ["v3"]),
    ])
    func aServerIsToldWithoutAnAccountAsFarAsCanBe(folder: String, names: [String]) throws {
        switch try ask(DesignProbe(), folder: folder) {
        case .found(let design): #expect([design.name] == names)
        case .ambiguous(let designs): #expect(designs.map(\.name) == names)
        default: Issue.record("not told")
        }
    }

    @Test(arguments: [("v1", "v1"), ("v2.0", "v2.0"), ("v2.0.4", "v2.0"), ("v2.3", "v2.3"), ("v2.5", "v2.5")])
    func whoIsSignedInCanTellTheRest(folder: String, name: String) throws {
        guard case .ambiguous(let designs) = try ask(DesignProbe(), folder: folder) else {
            Issue.record("told already")
            return
        }
        let logins = designs.map { $0.api.login(user: asha, token: "t") }
        #expect(Set(logins).count == 1, "either design signs in alike")

        guard case .found(let design) = try ask(DesignProbe(decidingBetween: designs), folder: folder) else {
            Issue.record("not told")
            return
        }
        #expect(design.name == name)
    }

    // MARK: Other servers

    /// The outcome of a probe whose questions are answered in this order.
    private func outcome(_ answers: [APIResponse]) -> String {
        var probe = DesignProbe()
        for answer in answers { probe.receive(answer) }
        switch probe.step {
        case .ask(let request): return "ask \(request.path)"
        case .found(let design): return design.name
        case .ambiguous(let designs): return designs.map(\.name).joined(separator: " or ")
        case .notVartalap(.redirected(let place)): return "redirected to \(place ?? "-")"
        case .notVartalap(.unexpected(let status, let path)): return "unexpected \(status) \(path)"
        case .interrupted(let error): return "interrupted \(error)"
        }
    }

    private static let moved = APIResponse(
        status: 301, headers: [APIHeader("Location", "https://chat.example/")], body: "<html>")
    private static let html = APIResponse(status: 401, body: "<html>")

    @Test(arguments: [
        ([moved], "redirected to https://chat.example/"),
        ([APIResponse(status: 302, body: "")], "redirected to -"),
        ([APIResponse(status: 200, body: "<html>")], "unexpected 200 /v1.0/login"),
        ([html], "unexpected 401 /v1.0/login"),
        ([APIResponse(status: 405, body: "")], "unexpected 405 /v1.0/login"),
        ([APIResponse(status: 400, body: "<html>")], "unexpected 400 /v1.0/login"),
        ([nginx404, nginx404], "unexpected 404 /login"),
        ([nginx404, html], "unexpected 401 /login"),
        ([nginx404, APIResponse(status: 401, body: "{}"), html], "v2.2"),
        (
            [nginx404, APIResponse(status: 401, body: "{}"), APIResponse(status: 200, body: "[]")],
            "unexpected 200 /messages"
        ),
        ([APIResponse(status: 400, body: "{}"), APIResponse(status: 400, body: "{}")], "unexpected 400 /v1.0/login"),
        ([APIResponse(status: 400, body: "{}"), APIResponse(status: 401, body: "{}")], "ask /v1.0/channels"),
        ([APIResponse(status: 401, body: "{}")], "v2.6"),
        (
            [APIResponse(status: 503, headers: [APIHeader("retry-after", "9")], body: "")],
            "interrupted unavailable(status: 503, retryAfterSeconds: Optional(9))"
        ),
        ([APIResponse(status: 502, body: ""), APIResponse(status: 401, body: "{}")], "v2.6"),
    ])
    func anyOtherServerIsNoneOfOurs(answers: [APIResponse], outcome: String) {
        #expect(self.outcome(answers) == outcome)
    }

    @Test func aKeyThatIsRefusedDecidesNothing() {
        var probe = DesignProbe(decidingBetween: [.v1, .v2_0])
        probe.receive(Self.html)
        guard case .interrupted(.unauthorized) = probe.step else {
            Issue.record("decided")
            return
        }
    }
}
