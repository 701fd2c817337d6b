import ChatCore
import ChatNetwork
import Testing

struct EndpointTests {
    @Test(arguments: [
        ("https://chat.example", "chat.example", 443, true, ""),
        ("http://chat.example/", "chat.example", 80, false, ""),
        ("wss://chat.example:8443/chat/", "chat.example", 8443, true, "/chat"),
        ("ws://127.0.0.1:1", "127.0.0.1", 1, false, ""),
        ("HTTPS://Chat.Example/A/b", "chat.example", 443, true, "/A/b"),
        ("http://[::1]:8080", "::1", 8080, false, ""),
        ("https://[2001:db8::7]", "2001:db8::7", 443, true, ""),
    ])
    func aBaseURLIsTakenApart(text: String, host: String, port: Int, isSecure: Bool, basePath: String) throws {
        let endpoint = try Endpoint(parsing: text)

        #expect(endpoint.host == host)
        #expect(endpoint.port == port)
        #expect(endpoint.isSecure == isSecure)
        #expect(endpoint.basePath == basePath)
    }

    @Test(arguments: [
        "", "chat.example", "chat.example:8080", "ftp://chat.example", "://chat.example", "https://", "https:///path",
        "https://:443", "https://user@chat.example", "https://chat.example?x=1", "https://chat.example/#a",
        "https://chat.example:0", "https://chat.example:65536", "https://chat.example:", "https://chat.example:8x",
        "https://[::1", "https://[]", "https://[chat]", "https://[::1]x", "https://chat example", "https://चैट.example",
        "https://chat_%41.example", "https://chat.example\r\nHost: other",
    ])
    func anUnusableBaseURLIsRefusedWithTheReason(text: String) {
        #expect(throws: TransportError.self) { try Endpoint(parsing: text) }
        do {
            _ = try Endpoint(parsing: text)
        } catch {
            guard case .invalidServer(let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(reason.hasPrefix("“\(text)” "))
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1", true), ("http://127.8.9.1", true), ("http://localhost:1", true), ("http://[::1]", true),
        ("http://a.localhost", true), ("http://127.0.0.1.example", false), ("http://192.168.1.1", false),
    ])
    func onlyThisMachineIsLoopback(text: String, isLoopback: Bool) throws {
        #expect(try Endpoint(parsing: text).isLoopback == isLoopback)
    }
}
