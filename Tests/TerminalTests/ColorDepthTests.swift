import Terminal
import Testing

struct ColorDepthTests {
    @Test(arguments: [
        (0, ColorDepth.mono), (8, .eight), (16, .sixteen), (88, .sixteen), (256, .indexed), (1 << 24, .direct),
    ])
    func theDepthFollowsTheNumberOfColours(colors: Int, depth: ColorDepth) {
        #expect(ColorDepth(colors: colors) == depth)
    }

    @Test func monoHasNoColourButKeepsAttributes() {
        let style = Style(foreground: .indexed(1), background: .rgb(red: 1, green: 2, blue: 3), attributes: .bold)

        #expect(style.reduced(to: .mono) == Style(attributes: .bold))
    }

    @Test func aTrueColourBecomesTheNearestThatThereIs() {
        let orange = Color.rgb(red: 255, green: 135, blue: 0)

        #expect(orange.reduced(to: .direct) == orange)
        #expect(orange.reduced(to: .indexed) == .indexed(208))
        #expect(Color.rgb(red: 250, green: 10, blue: 10).reduced(to: .sixteen) == .indexed(9))
        #expect(Color.rgb(red: 128, green: 128, blue: 128).reduced(to: .indexed) == .indexed(244))
    }

    @Test func theTerminalsOwnColoursStayItsOwn() {
        #expect(Color.indexed(12).reduced(to: .indexed) == .indexed(12))
        #expect(Color.indexed(12).reduced(to: .sixteen) == .indexed(12))
        #expect(Color.standard.reduced(to: .direct) == .standard)
    }

    @Test func aBrightColourOfEightIsBold() {
        let style = Style(foreground: .indexed(9)).reduced(to: .eight)

        #expect(style == Style(foreground: .indexed(1), attributes: .bold))
    }

    @Test func everyIndexHasAPlaceInEveryDepth() {
        for index in UInt8.min...UInt8.max {
            if case .indexed(let reduced) = Color.indexed(index).reduced(to: .sixteen) { #expect(reduced < 16) }
            if case .indexed(let reduced) = Color.indexed(index).reduced(to: .eight) { #expect(reduced < 8) }
        }
    }
}
