import ChatModel
import ChatServer
import ChatWire
import NIOHTTP1
import Testing

/// Logging in, starting up and staying connected, on every design.
@Suite(.timeLimit(.minutes(1)))
struct DesignSessionTests {
    @Test(arguments: Designs.all)
    func aNewUserIsToldFromAKnownOneAtLogin(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let first = try await rig.logIn(People.asha)
            let second = try await rig.logIn(People.asha)
            #expect(first.isNew)
            #expect(!second.isNew)
            #expect(first.accessKey != second.accessKey)
            let profile = try await rig.call(rig.design.api.fetchProfile(), as: second)
            #expect(try rig.design.api.readProfile(profile) == People.asha)
        }
    }

    @Test(arguments: Designs.all)
    func aWrongTokenIsRefusedAtLogin(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let answer = try await rig.call(rig.design.api.login(user: People.asha, token: "wrong"), as: nil)
            #expect(throws: APIError.unauthorized) { try rig.design.api.readLogin(answer) }
        }
    }

    @Test(arguments: Designs.all)
    func theSocketAndContactSyncStartTogether(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            async let sync = rig.call(rig.design.api.syncContacts([bela.user, People.dev]), as: asha)
            let socket = try await rig.connect(asha)
            try await #expect(socket.settle() == [])
            #expect(try rig.design.api.readContactSync(try await sync) == [bela.user])
        }
    }

    @Test(arguments: Designs.all)
    func aWrongKeyIsRefusedByTheFront(_ design: String) async throws {
        try await DesignRig.run(design, fixed: .admitsEverybody) { rig in
            var asha = try await rig.logIn(People.asha)
            asha.accessKey = "wrong"
            let answer = try await rig.call(rig.design.api.fetchProfile(), as: asha)
            #expect(answer.status == 401)
            #expect(answer.body.hasPrefix("<html>"))
        }
    }

    @Test(arguments: ["v2.3", "v2.5"])
    func anyKeyPassesWhereTheCheckIsNotAwaited(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let stranger = Person(user: People.asha, accessKey: "wrong", token: "", isNew: true)
            try await #expect(rig.call(rig.design.api.fetchProfile(), as: stranger).status == 200)
        }
    }

    @Test(arguments: Designs.all)
    func aSecondLoginEndsTheFirstWhereThereIsOneKeyAUser(_ design: String) async throws {
        try await DesignRig.run(design, fixed: .admitsEverybody) { rig in
            let first = try await rig.logIn(People.asha)
            _ = try await rig.logIn(People.asha)
            let status = try await rig.call(rig.design.api.fetchProfile(), as: first).status
            #expect(status == (rig.design.capabilities.keepsOneKey ? 401 : 200))
        }
    }

    @Test(arguments: Designs.needingToken)
    func theTokenOfTheLoginServesForAnHour(_ design: String) async throws {
        let clock = TestClock()
        try await DesignRig.run(design, now: { clock.now }) { rig in
            let asha = try await rig.logIn(People.asha)
            clock.advance(milliseconds: 3_599_000)
            try await #expect(rig.call(rig.design.api.fetchProfile(), as: asha).status == 200)
            clock.advance(milliseconds: 2000)
            try await #expect(rig.call(rig.design.api.fetchProfile(), as: asha).status == 401)
        }
    }

    @Test(arguments: ["v2.0", "v2.2"])
    func theTokenAloneDoesNotDoForWhoHasAKey(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let asha = try await rig.logIn(People.asha)
            let path = rig.design.api.fetchProfile().path
            let keyless = try await TestHTTP.request(
                port: rig.server.port, .GET, path, headers: ["user": asha.user.rawValue, "token": asha.token])
            #expect(keyless.status == 401)
        }
    }

    @Test(arguments: ["v1", "v2.0", "v2.2"])
    func theServerPings(_ design: String) async throws {
        try await DesignRig.run(design, pingInterval: .milliseconds(20)) { rig in
            let asha = try await rig.logIn(People.asha)
            let socket = try await rig.connect(asha)
            await #expect(socket.socket.next() == .ping)
        }
    }

    @Test(arguments: Designs.all)
    func theProbesFindTheLocalServersDesign(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            var found = try await answer(to: DesignProbe(), rig, as: nil)
            if case .ambiguous(let candidates) = found {
                let asha = try await rig.logIn(People.asha)
                found = try await answer(to: DesignProbe(decidingBetween: candidates), rig, as: asha)
            }
            guard case .found(let one) = found else { throw TestSocket.Unexpected() }
            #expect(one.release == rig.design.release)
        }
    }

    /// What the probe concludes from this server.
    private func answer(to probe: DesignProbe, _ rig: DesignRig, as person: Person?) async throws -> DesignProbe.Step {
        var probe = probe
        while case .ask(let request) = probe.step {
            probe.receive(try await rig.call(request, as: request.needsAuthentication ? person : nil))
        }
        return probe.step
    }
}
