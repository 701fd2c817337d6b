import ChatServer
import Foundation
import Testing

/// The notification command, as the agent runs it.
@Suite(.timeLimit(.minutes(2)))
struct NotificationTests {
    private let world: LocalAccounts
    private let asha: Program
    private let ravi: Program
    /// A fifo that the command writes its arguments into, a line a call.
    private let pipe: String

    init() async throws {
        world = try await LocalAccounts.start()
        asha = try await world.person("+919876543210")
        ravi = try await world.person("+919812345678")
        pipe = asha.home.path + "/notified"
        _ = try await asha.runShell("mkfifo \(pipe)")
    }

    private func configure(_ settings: String) async throws {
        let directory = asha.home.path + "/config/vartalap"
        let script = "#!/bin/sh\nprintf '%s|' \"$@\" | tr '\\n' ' ' > \(pipe)\n"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try script.write(toFile: asha.home.path + "/notify", atomically: false, encoding: .utf8)
        try ("[notifications]\n" + settings).write(
            toFile: directory + "/config.toml", atomically: false, encoding: .utf8)
        _ = try await asha.runShell("chmod +x \(asha.home.path)/notify")
    }

    /// What the next call of the command was given; waits for it.
    private func nextCall() async throws -> String {
        try await asha.runShell("cat \(pipe)").output
    }

    @Test func aMessageIsShownHarmlessAndAsArguments() async throws {
        try await configure("command = \"\(asha.home.path)/notify -- {title} {body} $(id)\"\n")
        _ = try await RunningProgram.open(asha, ["agent"]) { [self] agent in
            try await agent.wait(forLine: "online")
            _ = try await ravi.run("--send", "a <b> & \u{1B}[31mred\u{202E}; $HOME", "--to", "+919876543210")
            let call = try await nextCall()
            #expect(call.hasPrefix("--|+91"), "\(call)")
            #expect(call.contains("a &lt;b&gt; &amp; ") && call.hasSuffix("$HOME|$(id)|"), "\(call)")
            #expect(!call.contains("\u{1B}") && !call.contains("\u{202E}"))
        }
        await world.server.stop()
    }

    @Test func aBurstIsOneNotificationAndTheTextStaysHidden() async throws {
        try await configure("command = [\"\(asha.home.path)/notify\", \"{title}\", \"{body}\"]\nshow_text = false\n")
        _ = try await RunningProgram.open(asha, ["agent"]) { [self] agent in
            try await agent.wait(forLine: "online")
            _ = try await ravi.run("--send", "one", "--to", "+919876543210")
            #expect(try await nextCall().hasSuffix("|New message|"))
        }
        for text in ["two", "three", "four"] {
            _ = try await ravi.run("--send", text, "--to", "+919876543210")
        }
        _ = try await RunningProgram.open(asha, ["agent"]) { [self] agent in
            let call = try await nextCall()
            #expect(call.hasSuffix("|3 new messages|"), "\(call)")
        }
        await world.server.stop()
    }

    @Test func aCommandThatFailsIsToldOfOnce() async throws {
        try await configure("command = \"/nonexistent/notify {title}\"\n")
        _ = try await RunningProgram.open(asha, ["agent"]) { [self] agent in
            try await agent.wait(forLine: "online")
            _ = try await ravi.run("--send", "one", "--to", "+919876543210", "--wait", "delivered")
            try await agent.wait(forLine: "notification command failed")
            let sent = try await ravi.run("--send", "two", "--to", "+919876543210", "--wait", "delivered")
            #expect(sent.status == 0, "\(sent.errors)")
        }
        await world.server.stop()
    }

    @Test func aMistakeInTheSettingsIsNamedWithItsLine() async throws {
        try await configure("command = \"notify-send -- {titel}\"\n")
        let outcome = try await asha.run("agent")
        #expect(outcome.status == 78)
        #expect(outcome.errors.contains("config.toml:2: “{titel}”") && outcome.errors.contains("“{title}”"))
        await world.server.stop()
    }
}
