import ChatModel
import ChatServer
import Foundation
import Logging
import Subprocess
import SystemPackage
import Testing

/// `vartalap qa proxy`, by process.
struct ProxyCommandTests {
    @Test func itPrintsItsAddressPassesTrafficOnAndEndsWithTheSignal() async throws {
        let accounts = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())
        let code = await accounts.server.issueCode(for: UserID("+919812345678"))

        let outcome = try await program.runShell(
            script(
                proxy: "--to \(accounts.server.url)", client: "login --server $url --number +919812345678 --otp \(code)"
            ))

        #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
        #expect(outcome.output.contains("proxy ended with 143"), "\(outcome.output)")
        await accounts.server.stop()
    }

    @Test func aFaultIsToldAndMetByTheClient() async throws {
        let accounts = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())

        let outcome = try await program.runShell(
            script(
                proxy: "--json --seed 7 --to \(accounts.server.url) --fault http 503 5s --fault drop 1 dir=out",
                client: "login --server $url --number +919812345678 --otp 123456"))

        #expect(outcome.status == 69, "\(outcome.output) \(outcome.errors)")
        let lines = outcome.output.split(separator: "\n").filter { $0.hasPrefix("{") }
        let first = try #require(lines.first)
        #expect(first.contains(#""op":"proxy","url":"http://127.0.0.1:"#) && first.contains(#""seed":"7""#))
        #expect(lines.contains(#"{"v":1,"op":"fault","conn":1,"dir":"out","fault":"http 503 5s"}"#))
        #expect(lines.contains(#"{"v":1,"op":"closed","conn":1}"#))
        await accounts.server.stop()
    }

    @Test func framesAreRecordedWithoutWhatTheySay() async throws {
        let accounts = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())
        _ = try await accounts.person("+919876543210")
        let code = await accounts.server.issueCode(for: UserID("+919812345678"))
        let trace = program.home.path + "/trace.jsonl"
        let login = "login --server $url --number +919812345678 --otp \(code)"

        let outcome = try await program.runShell(
            script(
                proxy: "--to \(accounts.server.url) --record \(trace)",
                // Who waits for the receipt opens a socket; nobody is there to send one.
                client: login
                    + #" && { "$0" --send 'a secret' --to +919876543210 --wait delivered --timeout 2 || true; }"#))

        #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
        let text = try String(contentsOfFile: trace, encoding: .utf8)
        #expect(text.contains(#""dir":"out","kind":"frame""#), "\(text) \(outcome.output) \(outcome.errors)")
        #expect(!text.contains("secret"))
        let mode = try FileManager.default.attributesOfItem(atPath: trace)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        await accounts.server.stop()
    }

    @Test(
        arguments: [
            (["--fault", "explode"], "There is no fault “explode”."),
            (["--fault", "drop", "x"], "The fault “drop” needs a number of frames, not “x”."),
            (["--fault", "dns-fail"], "comes before any proxy is asked"),
            (["--unredacted"], "--unredacted goes with --record."),
            (["--listen", "nowhere"], "is no address to listen on"),
        ])
    func aWrongSpecificationIsNamed(arguments: [String], sentence: String) async throws {
        let program = Program(home: try TemporaryHome())

        let outcome = try await program.run(["qa", "proxy", "--to", "http://127.0.0.1:1"] + arguments)

        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func aTargetThatIsNoURLIsNamed() async throws {
        let program = Program(home: try TemporaryHome())

        let outcome = try await program.run("qa", "proxy", "--to", "ftp://example")

        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("Can't use --to “ftp://example”"), "\(outcome.errors)")
    }

    /// Runs the proxy in the background, the client once the proxy has told its address, and then ends the proxy;
    /// prints what the proxy printed and how it ended, and ends as the client did.
    private func script(proxy: String, client: String) -> String {
        #"""
        exec 3< <(exec "$0" qa proxy \#(proxy) 2>/dev/null)
        proxy=$!
        read -r first <&3
        url=$(grep -o 'http://[0-9.:]*' <<<"$first")
        "$0" \#(client)
        status=$?
        kill -TERM $proxy
        wait $proxy
        ended=$?
        echo "$first"
        cat <&3
        echo "proxy ended with $ended"
        exit $status
        """#
    }
}
