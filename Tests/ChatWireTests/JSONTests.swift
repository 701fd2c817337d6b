import ChatWire
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-1", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
        "2.1", "2.0", "-0", "1e3", "1E+3", "0.5e-7", #""""#, #""a\"b\\c\n\r\t""#, "\"\\u0000\\u001f\u{7F}é😀\"",
        "[]", "{}", #"[[1,2],{"b":1,"a":[]},"x"]"#, #"{"a":1,"a":2,"":null}"#,
    ])
    func aValueIsWrittenAsItWasRead(text: String) throws {
        #expect(try JSONValue.parse(text).text == text)
    }

    @Test(arguments: [
        (" \n[ 1 ,\t2 ]\r", "[1,2]"), (#""\u00e9\u0041\/\b\f""#, "\"éA/\\u0008\\u000c\""),
        (#""\ud83d\ude00""#, #""😀""#),
        (#""\ud83dx""#, "\"\u{FFFD}x\""), (#""\ude00""#, "\"\u{FFFD}\""), (#""\ud83d\u0041""#, "\"\u{FFFD}A\""),
        (#""\ud83d\ud83d\ude00""#, "\"\u{FFFD}😀\""),
    ])
    func escapesAndSpaceAreUnderstood(text: String, expected: String) throws {
        #expect(try JSONValue.parse(text).text == expected)
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "True", "01", "-", "-a", "+1", ".5", "1.", "1.e3", "1e", "1e+", "0x10", "NaN",
        "Infinity", "'a'", #"""#, #""a"#, #""\"#, #""\x""#, #""\u12""#, #""\u12G4""#, #""\ud83d\u""#, "\"a\nb\"",
        "\"\u{0}\"",
        "[", "[1", "[1,", "[1,]", "[,]", "[1 2]", "]", "{", #"{"a""#, #"{"a":"#, #"{"a":1"#, #"{"a":1,"#, #"{"a":1,}"#,
        "{a:1}", "{1:1}", #"{"a" 1}"#, "}", "1 1", "[]]", "//", "\u{FEFF}{}", "\u{A0}1",
    ])
    func whatIsNotJSONIsSaidToBeNone(text: String) {
        #expect(throws: WireError.notJSON) { try JSONValue.parse(text) }
    }

    @Test func everyPrefixOfATextIsRefusedWithoutATrap() throws {
        let bytes = Array(#"{"a":[1.5e-3,"é\ud83d\ude00",true,null],"b":{"c":"\n"}}"#.utf8)
        for count in 0..<bytes.count {
            #expect(throws: WireError.self) { try JSONValue.parse(String(decoding: bytes[..<count], as: UTF8.self)) }
        }
        #expect(throws: Never.self) { try JSONValue.parse(String(decoding: bytes, as: UTF8.self)) }
    }

    @Test func theDepthLimitCountsLevels() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONValue.parse(nested(32)) }
        #expect(throws: WireError.tooDeep(limit: 32)) { try JSONValue.parse(nested(33)) }
    }

    @Test func sizeAndCountAreLimitedWhileParsing() {
        let limits = JSONLimits(bytes: 10, depth: 3, values: 4)
        #expect(throws: Never.self) { try JSONValue.parse("[1,2,3]", limits: limits) }
        #expect(throws: WireError.tooManyValues(limit: 4)) { try JSONValue.parse("[1,2,3,4]", limits: limits) }
        #expect(throws: WireError.tooLarge(limit: 10)) { try JSONValue.parse("[1,       2]", limits: limits) }
    }

    @Test func wholeNumbersAreExact() throws {
        #expect(try JSONValue.parse("9007199254740993").integer == 9_007_199_254_740_993)
        #expect(try JSONValue.parse("5.0").integer == 5)
        #expect(try JSONValue.parse("1e3").integer == 1000)
        #expect(try JSONValue.parse("-0").integer == 0)
        #expect(try JSONValue.parse("5.5").integer == nil)
        #expect(try JSONValue.parse("1e19").integer == nil)
    }

    @Test func nullAndAbsentAreTheSame() throws {
        let object = try JSONValue.parse(#"{"a":null,"b":1,"b":2}"#)
        #expect(object["a"] == nil)
        #expect(object["z"] == nil)
        #expect(object["b"] == 2)
        #expect(JSONValue.null["a"] == nil)
    }
}
