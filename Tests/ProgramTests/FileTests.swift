import Foundation
import Logging
import Testing

@testable import vartalap

@Suite struct FileTests {
    @Test func aCharacterMayLieAcrossTwoBlocksOfInput() throws {
        let pipe = Pipe()
        let text = "a" + String(repeating: "é", count: 65_000)
        let handle = pipe.fileHandleForWriting
        DispatchQueue.global().async { @Sendable in
            handle.write(Data((text + "\n").utf8))
            try? handle.close()
        }

        #expect(try StandardInput.text(descriptor: pipe.fileHandleForReading.fileDescriptor) == text)
    }

    @Test func onlyTheFinalNewlineIsRemoved() throws {
        #expect(try read("one\ntwo\n\n") == "one\ntwo\n")
        #expect(try read("one\r\n") == "one")
        #expect(try read("") == "")
    }

    @Test func inputThatIsNotUTF8IsRefusedWhole() {
        #expect(throws: ProgramError.notUTF8(source: "Standard input")) { try read([0x68, 0x69, 0xFF]) }
    }

    @Test func aDataDirectoryThatCannotBeMadeIsNamed() throws {
        let directory = try temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory.path) }
        let file = directory.path + "/file"
        try Data().write(to: URL(filePath: file))

        let error = #expect(throws: ProgramError.self) { try DataDirectory(path: file + "/below").prepare() }

        #expect(error?.status == .cannotCreate)
        #expect(error?.message.contains(file) == true)
    }

    @Test func theLogIsPrivateAndBounded() throws {
        let directory = try temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory.path) }
        let log = Logger(label: "test") { _ in LogFile(path: directory.logPath, level: .info) }

        log.info("hello\u{1B}[0m\nthere", metadata: ["key": "value"])
        log.debug("too quiet")
        let text = try String(contentsOfFile: directory.logPath, encoding: .utf8)
        for _ in 0..<400 { log.info("\(String(repeating: "x", count: 8000))") }

        #expect(text.contains("[0m\\nthere key=value\n") && !text.contains("\u{1B}") && !text.contains("too quiet"))
        #expect(try permissions(directory.logPath) == 0o600)
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
        #expect(files == ["vartalap.log", "vartalap.log.1"])
        for file in files {
            let size = try FileManager.default.attributesOfItem(atPath: directory.path + "/" + file)[.size] as? Int
            #expect(size ?? .max < 1_100_000)
        }
    }

    private func read(_ text: String) throws -> String { try read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) throws -> String {
        let pipe = Pipe()
        pipe.fileHandleForWriting.write(Data(bytes))
        try pipe.fileHandleForWriting.close()
        return try StandardInput.text(descriptor: pipe.fileHandleForReading.fileDescriptor)
    }

    private func permissions(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
    }

    private func temporaryDirectory() throws -> DataDirectory {
        let directory = DataDirectory(path: NSTemporaryDirectory() + "vartalap-" + UUID().uuidString)
        try directory.prepare()
        return directory
    }
}
