import ChatServer
import Foundation
import Testing

/// The program in a network of its own, whose only link is down until the test brings it up.
@Suite(.timeLimit(.minutes(2)))
struct NetworkReturnTests {
    /// Sets the flag IFF_UP of the loopback, netdevice(7).
    private static let bringUp = """
        from fcntl import ioctl
        from socket import socket, AF_INET, SOCK_DGRAM
        from struct import pack, unpack
        s = socket(AF_INET, SOCK_DGRAM)
        name, flags = unpack("16sh14x", ioctl(s, 0x8913, pack("16sh14x", b"lo", 0)))
        ioctl(s, 0x8914, pack("16sh14x", b"lo", flags | 1))
        """

    @Test func anAttemptIsMadeWhenTheNetworkReturnsAndNotWhenTheWaitIsOver() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        await world.server.stop()
        let possible = try await asha.runShell("unshare -n true")
        guard possible.status == 0 else { return print("skipped: no network of its own: \(possible.errors)") }

        let outcome = try await asha.runShell(
            """
            exec unshare -n bash -c '
                await() { timeout 30 tail -n +1 -F "$log" 2>/dev/null | grep -m 1 -E "$1"; }
                log="$1/agent.log"
                "$0" agent --log-level info --log-file "$log" & agent=$!
                await "no connection.*network is unreachable"
                python3 -c "$2"
                await "woken by=network"
                await "no connection.*connection refused"
                kill $agent; wait $agent
            ' "$0" '\(asha.home.path)' '\(Self.bringUp)'
            """)

        #expect(outcome.status == 0 && outcome.output.split(separator: "\n").count == 3, "\(outcome)")
    }
}
