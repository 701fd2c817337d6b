import ArgumentParser
import ChatModel
import ChatServer
import Foundation

/// Measures this program beside bare C programs that do the same work, in turns, and prints the ratios.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure speed and memory beside bare C programs that do the same work.")

    @Option(help: "The C program, Bench/floor.c compiled.")
    var floor: String

    @Option(help: "The release program.")
    var program: String

    @Option(help: "Rounds; each figure is their median.")
    var rounds = 3

    @Option(help: "Messages in the large store.")
    var stored = 1_000_000

    @Option(help: "Messages of the backlog.")
    var backlog = 100_000

    @Option(help: "For questions: a store that is filled if it is not there, and kept for the next run.")
    var store: String?

    @Option(help: "What to measure.")
    var only: [Part] = [.enqueue, .drain, .ingest, .large]

    /// The parts of a run.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case enqueue, drain, ingest, large, questions
    }

    /// Prints a line at once, also into a file.
    private func report(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    func run() async throws {
        let floor = Floor(path: floor)
        let workplace = try Workplace()
        let store = StoreBench(floor: floor, workplace: workplace, rounds: rounds)
        let programs = ProgramBench(floor: floor, workplace: workplace, program: program)
        report(Comparison.head)
        if only.contains(.enqueue) {
            for line in try await store.enqueue(count: 3_000, batch: 1) { report(line.line) }
            for line in try await store.enqueue(count: 50_000, batch: 100) { report(line.line) }
        }
        if only.contains(.drain) { try await drain(programs, floor, workplace) }
        if only.contains(.ingest) { try await ingest(programs, floor, workplace) }
        if only.contains(.large) { try await large(store, programs, workplace) }
        if only.contains(.questions), let path = self.store {
            if !FileManager.default.fileExists(atPath: path) { try await store.fill(messages: stored, path: path) }
            for question in try await store.questions(path: path, count: 1_000) { report(question.line) }
        }
    }

    /// An outbox of 10,000 that was written offline: to many people, and to one, where each message waits for the answer
    /// to the one before. The aim's floor streams the same frames through an echo, as many in flight and nothing kept;
    /// the other one keeps what an outbox has to.
    private func drain(_ programs: ProgramBench, _ floor: Floor, _ workplace: Workplace) async throws {
        for conversations in [50, 1] {
            let people = conversations == 1 ? "one conversation" : "\(conversations) conversations"
            var bare = Comparison(
                name: "drain of 10,000, \(people), 1/s", ours: [], floor: [], isRate: true, aim: 0.3)
            var same = bare
            same.name = "  beside a floor with a durable outbox"
            for _ in 0..<rounds {
                let rate = try await programs.passage(count: 10_000, conversations: conversations).drained
                bare.ours.append(rate)
                same.ours.append(rate)
                bare.floor.append(try floor("echo", "10000", "300", "\(min(conversations, 32))")["rate"] ?? 0)
                let database = workplace.fresh("floor")
                same.floor.append(try floor("drain", database, "10000", "300", "\(conversations)")["rate"] ?? 0)
            }
            report(bare.line)
            report(same.line)
        }
    }

    /// A backlog that arrives at once, and the memory it takes.
    private func ingest(_ programs: ProgramBench, _ floor: Floor, _ workplace: Workplace) async throws {
        let passage = try await programs.passage(count: backlog, conversations: 1)
        let bare = try floor("ingest", workplace.fresh("floor"), "\(backlog)")["rate"] ?? 0
        report(
            Comparison(
                name: "ingest of a backlog of \(backlog), 1/s", ours: [passage.ingested], floor: [bare], isRate: true,
                aim: 0.5
            ).line)
        report(
            Comparison(
                name: "  and indexed for search, 1/s", ours: [passage.indexed], floor: [bare], isRate: true, aim: 0.5
            ).line)
        report("drain of \(backlog), one conversation, 1/s: \(Comparison.text(passage.drained))")
        let keys = try await programs.keysDuringBacklog(count: backlog, seconds: 6)
        report(keysLine("while a backlog arrives", keys))
        let course = passage.resident.map { Comparison.text($0) }.joined(separator: " ")
        report(
            "memory while ingesting, MB: peak \(Comparison.text(passage.peak)) (aim < 80), after each tenth \(course)")
    }

    private func keysLine(_ what: String, _ figures: [String: Double]) -> String {
        let times = ["p50", "p99", "max"].map { "\($0) \(Comparison.text((figures[$0] ?? 0) / 1_000)) ms" }
        return "from key to echo \(what): \(times.joined(separator: ", ")), \(Int(figures["count"] ?? 0)) keys, "
            + "peak \(Comparison.text((figures["peak"] ?? 0) / 1_024)) MB"
    }

    private func large(_ store: StoreBench, _ programs: ProgramBench, _ workplace: Workplace) async throws {
        let server = try await ProgramBench.server()
        let directory = try await programs.login(StoreBench.own.rawValue, server)
        try await store.fill(messages: stored, path: directory + "/store.sqlite")
        report("\(stored) messages stored:")
        for question in try await store.questions(path: directory + "/store.sqlite", count: 1_000) {
            report(question.line)
        }
        let frame = try programs.firstFrame("Person", directory: directory)
        report(
            "interface on that store: first frame \(Comparison.text((frame["first"] ?? 0) / 1_000)) ms, "
                + "resident \(Comparison.text((frame["resident"] ?? 0) / 1_024)) MB, "
                + "wake-ups \(Comparison.text(frame["wakeups"] ?? 0))/s")
        report(keysLine("on that store", try programs.keys(directory: directory, seconds: 4)))
        await server.stop()
    }
}
