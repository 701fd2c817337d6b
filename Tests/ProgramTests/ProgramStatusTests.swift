import Testing

@testable import vartalap

@Suite struct ProgramStatusTests {
    @Test(
        arguments: [
            ([], .success),
            ([.success, .temporary], .temporary),
            ([.temporary, .unavailable, .success], .unavailable),
            ([.noUser, .data, .unavailable], .data),
            ([.protocolError, .data, .noPermission], .noPermission),
            ([.configuration, .software, .noPermission], .software),
        ] as [([ProgramStatus], ProgramStatus)])
    func theWorstStatusStandsForAll(statuses: [ProgramStatus], worst: ProgramStatus) {
        #expect(ProgramStatus.worst(of: statuses) == worst)
    }

    @Test func everyStatusHasItsPlaceInTheOrder() {
        for status in ProgramStatus.allCases {
            #expect(ProgramStatus.worst(of: [status]) == status)
        }
    }
}
