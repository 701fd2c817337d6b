/// Faults that come and go, one set after another; at the end all are off.
package struct FaultSchedule: Hashable, Sendable {
    /// So many message frames of the whole proxy, or this time, whichever comes first: where faults stop the traffic,
    /// frames alone would never end.
    package struct Span: Hashable, Sendable {
        package var frames: Int
        package var limit: Duration

        package init(frames: Int, limit: Duration) {
            self.frames = frames
            self.limit = limit
        }
    }

    package struct Step: Hashable, Sendable {
        /// Before the faults begin.
        package var wait: Span
        package var faults: [Fault]
        /// How long they stay.
        package var lasts: Span

        package init(wait: Span, faults: [Fault], lasts: Span) {
            self.wait = wait
            self.faults = faults
            self.lasts = lasts
        }
    }

    package var steps: [Step]

    package init(steps: [Step]) {
        self.steps = steps
    }
}

extension FaultSchedule: CustomStringConvertible {
    /// One line a step, as `init(parsing:)` reads them.
    package var description: String {
        steps.map { step in
            "after \(step.wait): " + step.faults.map(\.description).joined(separator: ", ") + "; for \(step.lasts)"
        }
        .joined(separator: "\n")
    }

    /// Reads lines such as `after 5 frames or 200ms: drop 2 dir=out, no-ack; for 8 frames or 1s`; empty lines and those
    /// that begin with `#` do not count.
    package init(parsing text: String) throws(FaultSpecificationError) {
        steps = []
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.drop(while: \.isWhitespace)
            if !line.isEmpty, !line.hasPrefix("#") { steps.append(try Self.step(String(line))) }
        }
    }

    private static func step(_ line: String) throws(FaultSpecificationError) -> Step {
        guard line.hasPrefix("after "), let colon = line.firstRange(of: ": "), let end = line.firstRange(of: "; for "),
            colon.upperBound <= end.lowerBound
        else {
            throw FaultSpecificationError(
                word: line,
                message:
                    "“\(line)” is no step of a schedule; one is: after 5 frames or 200ms: drop 2; for 8 frames or 1s")
        }
        var faults: [Fault] = []
        for text in String(line[colon.upperBound..<end.lowerBound]).split(separator: ", ") {
            faults.append(try Fault(parsing: String(text)))
        }
        return Step(
            wait: try span(String(line[..<colon.lowerBound].dropFirst("after ".count))), faults: faults,
            lasts: try span(String(line[end.upperBound...])))
    }

    private static func span(_ text: String) throws(FaultSpecificationError) -> Span {
        let words = text.split(separator: " ")
        guard words.count == 4, words[1] == "frames", words[2] == "or", let frames = Int(words[0]), frames >= 0,
            let limit = FaultText.duration(words[3])
        else {
            throw FaultSpecificationError(
                word: text, message: "“\(text)” is no span of a schedule; one is: 5 frames or 200ms")
        }
        return Span(frames: frames, limit: limit)
    }
}

extension FaultSchedule.Span: CustomStringConvertible {
    package var description: String { "\(frames) frames or \(FaultText.words(limit))" }
}
