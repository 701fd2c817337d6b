import FaultProxy
import Foundation

/// Tells what happens on the fault proxy, and keeps the frames of a recording.
nonisolated struct ProxyLog: Sendable {
    private let output: Output
    private let recording: Output?
    private let isUnredacted: Bool

    /// Whether frames are wanted.
    var records: Bool { recording != nil }

    /// - Parameters:
    ///   - record: the file to append frames to; it is created for its owner only.
    ///   - isUnredacted: whether the recording says what the frames say.
    init(json: Bool, record: String?, isUnredacted: Bool) throws(ProgramError) {
        output = Output(json: json)
        self.isUnredacted = isUnredacted
        guard let record else {
            recording = nil
            return
        }
        let descriptor = open(record, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .cannotWrite(path: record, reason: String(cString: strerror(errno)))
        }
        recording = Output(json: true, descriptor: descriptor)
    }

    /// The first line: where the proxy listens.
    func begin(url: String, seed: UInt64) throws(ProgramError) {
        guard output.isJSON else {
            try output.line(url)
            Output.complain("Seed \(seed). End with Ctrl+C.")
            return
        }
        var line = JSONLine("proxy")
        line.add("url", url)
        line.add("seed", String(seed))
        try output.object(line)
    }

    func write(_ event: FaultEvent) throws(ProgramError) {
        switch event.kind {
        case .frame(let payload, let isText):
            try recording?.object(Self.trace(event, payload, isText: isText, isUnredacted))
        case .fault(let fault) where output.isJSON:
            try output.object(Self.object(event, "fault", fault.description))
        case .fault(let fault):
            Output.complain(Self.sentence(event, fault))
        case .opened, .upgraded, .closed:
            guard output.isJSON else { return }
            try output.object(Self.object(event, "\(event.kind)", nil))
        }
    }

    private static func sentence(_ event: FaultEvent, _ fault: Fault) -> String {
        var text = "connection \(event.connection)"
        if let direction = event.direction { text += " \(direction.rawValue)" }
        if let frame = event.frame { text += " frame \(frame)" }
        if let type = event.glance?.type { text += " \(type)" }
        if let id = event.glance?.id { text += " \(id)" }
        return text + ": \(fault)"
    }

    private static func object(_ event: FaultEvent, _ operation: String, _ fault: String?) -> JSONLine {
        var line = JSONLine(operation)
        line.add("conn", Int64(event.connection))
        line.add("dir", event.direction?.rawValue)
        line.add("frame", event.frame.map(Int64.init))
        line.add("type", event.glance?.type)
        line.add("id", event.glance?.id)
        line.add("fault", fault)
        return line
    }

    /// The trace format of the testers' page.
    private static func trace(
        _ event: FaultEvent, _ payload: [UInt8], isText: Bool, _ isUnredacted: Bool
    ) -> JSONLine {
        var line = JSONLine("trace")
        line.add("t", Date.now.formatted(.iso8601.dateTimeSeparator(.standard).time(includingFractionalSeconds: true)))
        line.add("conn", Int64(event.connection))
        line.add("dir", event.direction?.rawValue)
        line.add("kind", "frame")
        line.add("type", event.glance?.type)
        line.add("id", event.glance?.id)
        line.add("bytes", Int64(payload.count))
        guard isUnredacted else { return line }
        if isText {
            line.add("text", String(decoding: payload, as: UTF8.self))
        } else {
            line.add("base64", Data(payload).base64EncodedString())
        }
        return line
    }
}
