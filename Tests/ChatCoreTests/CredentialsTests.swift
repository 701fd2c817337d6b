import ChatCore
import Foundation
import Testing

struct CredentialsTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func write(_ text: String, to path: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test(arguments: ["d0b7a1c2-uuid", "with \"quotes\" and \\ and\nlines", "=#="])
    func aKeyComesBackAsItWasSaved(key: String) throws {
        let files = try TemporaryDirectory()
        let path = files.file(Credentials.fileName)
        try Credentials(accessKey: "old").save(to: path)
        try Credentials(accessKey: key).save(to: path)
        #expect(try Credentials.load(from: path)?.accessKey == key)
        #expect(try mode(path) == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: files.path) == [Credentials.fileName])
    }

    @Test func noFileIsNoError() throws {
        let files = try TemporaryDirectory()
        #expect(try Credentials.load(from: files.file("none")) == nil)
        try Credentials.remove(at: files.file("none"))
    }

    @Test func aFileThatOthersCanReadIsRefusedWithTheCommandThatMendsIt() throws {
        let files = try TemporaryDirectory()
        let path = files.file(Credentials.fileName)
        try write("access_key = \"abc\"\n", to: path, mode: 0o640)
        #expect(throws: CredentialsError.exposed(path: path, mode: 0o640, isDirectory: false)) {
            try Credentials.load(from: path)
        }
        let message = ClientError.credentials(.exposed(path: "/home/a b/c", mode: 0o640, isDirectory: false)).message
        #expect(message.contains("mode 640"))
        #expect(message.contains("chmod 600 '/home/a b/c'"))
    }

    @Test func aDirectoryThatOthersCanEnterIsRefused() throws {
        let files = try TemporaryDirectory()
        let path = files.file(Credentials.fileName)
        try Credentials(accessKey: "abc").save(to: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: files.path)
        let exposed = CredentialsError.exposed(path: files.path, mode: 0o755, isDirectory: true)
        #expect(throws: exposed) { try Credentials.load(from: path) }
        #expect(throws: exposed) { try Credentials(accessKey: "new").save(to: path) }
    }

    @Test func aLinkIsRefused() throws {
        let files = try TemporaryDirectory()
        try write("access_key = \"abc\"\n", to: files.file("real"))
        let path = files.file(Credentials.fileName)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: files.file("real"))
        #expect(throws: CredentialsError.notAFile(path: path)) { try Credentials.load(from: path) }
    }

    @Test(arguments: ["", "token = \"x\"", "access_key = x", "access_key = \"\"", "access_key = \"a\"b\""])
    func aFileWithoutAKeyIsRefused(text: String) throws {
        let files = try TemporaryDirectory()
        let path = files.file(Credentials.fileName)
        try write(text, to: path)
        #expect(throws: CredentialsError.malformed(path: path)) { try Credentials.load(from: path) }
    }

    @Test func theKeyIsInNoDescription() {
        let credentials = Credentials(accessKey: "canary")
        #expect(!"\(credentials)".contains("canary"))
    }
}
