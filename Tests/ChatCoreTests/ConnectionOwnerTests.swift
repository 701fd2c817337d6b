import ChatCore
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ConnectionOwnerTests {
    @Test func onlyOneHasTheRightAndSaysWho() throws {
        let files = try TemporaryDirectory()
        let path = files.file(ConnectionOwner.fileName)
        #expect(ConnectionOwner.holder(path: path) == nil)

        let owner = try #require(try ConnectionOwner.tryAcquire(path: path, purpose: "agent"))

        #expect(try ConnectionOwner.tryAcquire(path: path) == nil)
        let holder = try #require(ConnectionOwner.holder(path: path))
        #expect(holder.processID == ProcessInfo.processInfo.processIdentifier && holder.purpose == "agent")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        owner.release()
        #expect(ConnectionOwner.holder(path: path) == nil)
        #expect(try ConnectionOwner.tryAcquire(path: path) != nil)
    }

    @Test func theRightGoesWithItsLastReference() throws {
        let files = try TemporaryDirectory()
        let path = files.file(ConnectionOwner.fileName)
        do {
            let owner = try ConnectionOwner.tryAcquire(path: path)
            #expect(owner != nil)
        }
        #expect(try ConnectionOwner.tryAcquire(path: path) != nil)
    }

    @Test func whoWaitsGetsTheRightWhenItIsReleased() async throws {
        let files = try TemporaryDirectory()
        let path = files.file(ConnectionOwner.fileName)
        let first = try #require(try ConnectionOwner.tryAcquire(path: path))
        async let second = ConnectionOwner.waitUntilFree(path: path)
        first.release()
        #expect(try await second != nil)
    }

    @Test func aCancelledWaitEndsWithoutTheRight() async throws {
        let files = try TemporaryDirectory()
        let path = files.file(ConnectionOwner.fileName)
        let first = try #require(try ConnectionOwner.tryAcquire(path: path))
        let second = try await withThrowingTaskGroup(of: ConnectionOwner?.self) { group in
            group.addTask { try await ConnectionOwner.waitUntilFree(path: path) }
            group.cancelAll()
            return try await group.next() ?? nil
        }
        #expect(second == nil)
        first.release()
        // The thread that was left behind gives the lock back at once.
        #expect(try await ConnectionOwner.waitUntilFree(path: path) != nil)
    }

    @Test func aLockFileInNoDirectoryIsAnErrorWithASentence() {
        #expect {
            _ = try ConnectionOwner.tryAcquire(path: "/nonexistent/owner.lock")
        } throws: { error in
            guard let error = error as? OwnershipError else { return false }
            return ClientError.ownership(error).message.hasPrefix("Can't open /nonexistent/owner.lock: No such file")
        }
    }
}
