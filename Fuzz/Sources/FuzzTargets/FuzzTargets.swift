import ChatModel
import ChatWire

/// What libFuzzer calls with each input. The first byte chooses the reader, the rest is what a stranger sent.
///
/// A trap is a finding by itself; so are an answer that keeps nothing of a frame, one much larger than the frame, and a
/// frame of ours that does not read as what was written.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = input.first else { return 0 }
    let bytes = Array(input.dropFirst())
    let designs = ServerDesign.all
    let design = designs[Int(choice >> 2) % designs.count]
    switch choice & 3 {
    case 0: readFrame(.text(String(decoding: bytes, as: UTF8.self)), design)
    case 1: readFrame(.binary(bytes), design)
    case 2: readAnswer(String(decoding: bytes, as: UTF8.self), design)
    default: readJSON(String(decoding: bytes, as: UTF8.self))
    }
    return 0
}

private func readFrame(_ frame: Frame, _ design: ServerDesign) {
    var kept = 0
    for item in design.codec.decode(frame) {
        switch item {
        case .pong: break
        case .unreadable(_, let raw): kept += raw.byteCount
        case .envelope(let envelope):
            kept += envelope.to.utf8.count
            guard let written = try? design.codec.encode(envelope) else { continue }
            guard case .envelope(let again)? = design.codec.decode(written).first else {
                fatalError("a frame of ours cannot be read")
            }
            precondition(again.content == envelope.content, "a frame of ours says something else")
            precondition(again.id == envelope.id && again.to == envelope.to && again.from == envelope.from)
        }
    }
    precondition(kept <= 8 * frame.byteCount + 200, "an answer is much larger than its frame")
}

private func readAnswer(_ body: String, _ design: ServerDesign) {
    let response = APIResponse(status: 200, headers: [APIHeader("Retry-After", body)], body: body)
    let api = design.api
    _ = try? api.readLogin(response)
    _ = try? api.readProfile(response)
    _ = try? api.readContactSync(response)
    _ = try? api.readGroups(response)
    _ = try? api.readGroup(ConversationID("g"), in: response)
    _ = try? api.readCreatedGroup(response)
    _ = try? api.readAddedMembers(response)
    _ = try? api.readSentMessages(response, of: [MessageID("m")])
    _ = try? api.readPulledMessages(response)
    _ = ServerDesign.named(body)
    if body.utf8.count < 100 { _ = ServerDesign.names(near: body) }
    var probe = DesignProbe()
    probe.receive(APIResponse(status: 400, body: body))
    probe.receive(response)
}

private func readJSON(_ text: String) {
    guard let value = try? JSONValue.parse(text) else { return }
    guard let again = try? JSONValue.parse(value.text) else { fatalError("JSON of ours cannot be read") }
    precondition(again == value, "JSON of ours says something else")
}
