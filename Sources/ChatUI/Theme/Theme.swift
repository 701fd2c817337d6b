package import Terminal

/// A style for every role, under a name.
package struct Theme: Hashable, Sendable {
    package let name: String
    private let styles: [Role: Style]

    /// A theme in which roles that `styles` leaves out look like their base role.
    package init(name: String, styles: [Role: Style]) {
        self.name = name
        var resolved: [Role: Style] = [:]
        for role in Role.allCases {
            var source: Role? = role
            while let candidate = source, styles[candidate] == nil { source = candidate.base }
            resolved[role] = source.flatMap { styles[$0] } ?? .plain
        }
        self.styles = resolved
    }

    package subscript(role: Role) -> Style {
        styles[role] ?? .plain
    }
}

extension Theme {
    /// The theme that needs no file and no colour: attributes alone, readable on every terminal.
    package static let fallback = Theme(
        name: "fallback",
        styles: [
            .bar: Style(attributes: .bold),
            .barOffline: Style(attributes: [.reverse, .bold]),
            .listHeader: Style(attributes: .bold),
            .listUnread: Style(attributes: .bold),
            .listSelected: Style(attributes: .reverse),
            .chatTitle: Style(attributes: .bold),
            .msgNameOwn: Style(attributes: .bold),
            .msgNameOther: Style(attributes: .bold),
            .msgStateFailed: Style(attributes: [.bold, .reverse]),
            .msgLink: Style(attributes: .underline),
            .msgSelected: Style(attributes: .reverse),
            .markNew: Style(attributes: .bold),
            .inputPrompt: Style(attributes: .bold),
            .popupTitle: Style(attributes: .bold),
            .popupSelected: Style(attributes: .reverse),
            .helpKey: Style(attributes: .bold),
            .helpHeading: Style(attributes: [.bold, .underline]),
            .error: Style(attributes: .bold),
            .warn: Style(attributes: .bold),
            .qaFault: Style(attributes: .bold),
        ])
}
