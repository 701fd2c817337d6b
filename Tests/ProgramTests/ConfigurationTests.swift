import Testing

@testable import vartalap

@Suite struct ConfigurationTests {
    @Test func flagsWinOverEnvironmentOverFileOverDefault() {
        let file: [Configuration.Key: String] = [.theme: "file", .profile: "file", .serverURL: "http://file"]
        let configuration = Configuration(
            flags: [.theme: "flag"], environment: ["VARTALAP_PROFILE": "environment", "VARTALAP_THEME": "environment"],
            values: file)

        #expect(configuration.setting(.theme) == .init(value: "flag", source: .flag))
        #expect(configuration.setting(.profile) == .init(value: "environment", source: .environment))
        #expect(configuration.setting(.serverURL) == .init(value: "http://file", source: .file))
        #expect(configuration.setting(.serverDesign) == .init(value: "auto", source: .standard))
    }

    @Test func anEmptyVariableSaysNothing() {
        let configuration = Configuration(flags: [:], environment: ["VARTALAP_PROFILE": ""])

        #expect(configuration.setting(.profile)?.source == .standard)
    }

    @Test func aGoodFileIsRead() throws {
        let values = try ConfigurationFile.values(
            of: TOMLDocument(
                text: """
                    theme = "light"   # bright room
                    default_region = "IN"

                    [server]
                    url = "https://chat.example"
                    """, file: "config.toml"))

        #expect(values == [.theme: "light", .defaultRegion: "IN", .serverURL: "https://chat.example"])
    }

    @Test func contactSourcesAreAListOfPathsBelowHome() throws {
        let values = try ConfigurationFile.values(
            of: TOMLDocument(
                text: "[contacts]\nsources = [\"~/.contacts\", \"/mnt/a b.vcf\"]\nfresh_hours = 48\n",
                file: "config.toml"))
        let configuration = Configuration(flags: [:], environment: [:], values: values)

        #expect(
            configuration.list(.contactSources) == [Places.expandingHome("~/.contacts"), "/mnt/a b.vcf"])
        #expect(configuration[.contactsFreshHours] == "48")
        #expect(Configuration(flags: [:], environment: [:]).list(.contactSources).isEmpty)
    }

    @Test(arguments: [
        (
            "[contacts]\nsources = \"~/.contacts\"",
            "config.toml:2: “contacts.sources” must be a list of paths, [\"~/.contacts\"], not text."
        ),
        ("[contacts]\nsources = [1]", "config.toml:2: “contacts.sources” must hold paths in quotes, not a number."),
        (
            "[contacts]\nfresh_hours = -1",
            "config.toml:2: “contacts.fresh_hours” must be a number of hours from 0 to 8760."
        ),
        ("# c\ntheem = \"light\"", "config.toml:2: unknown key “theem”. Did you mean “theme”?"),
        (
            "[server]\nurl = \"http://a\"\n\ndesgn = \"v2.8\"",
            "config.toml:4: unknown key “server.desgn”. Did you mean “server.design”?"
        ),
        ("[sever]\nurl = \"http://a\"", "config.toml:1: unknown key “sever”."),
        ("theme = 5", "config.toml:1: “theme” must be text in quotes, not a number."),
        (
            "\nlog_level = \"debgu\"",
            "config.toml:2: “debgu” is no log level (trace, debug, info, notice, warning, error). Did you mean “debug”?"
        ),
        ("default_region = \"India\"", "config.toml:1: “India” is no region; use two letters such as “IN”."),
        (
            "[server]\nurl = \"chat.example\"",
            "config.toml:2: “chat.example” is no server address; it begins with http:// or https://."
        ),
        ("url = \"http://a\"", "config.toml:1: unknown key “url”. Did you mean “server.url”?"),
    ])
    func aMistakeIsNamedWithItsPlace(text: String, message: String) {
        let error = #expect(throws: SourceMistake.self) {
            try ConfigurationFile.values(of: TOMLDocument(text: text, file: "config.toml"))
        }
        #expect(error?.message == message)
    }

    @Test func aFileThatIsNoTOMLNamesTheLine() {
        let error = #expect(throws: SourceMistake.self) {
            try TOMLDocument(text: "theme = \"light\"\nprofile = oops\n", file: "config.toml")
        }
        #expect(error?.line == 2)
    }

    @Test(arguments: [("theem", "theme"), ("Theme", "theme"), ("profil", "profile"), ("xyzzy", nil)])
    func theNearestNameIsFound(name: String, nearest: String?) {
        #expect(EditDistance.nearest(to: name, among: ["theme", "profile", "log_level"]) == nearest)
    }

    @Test func swappedLettersAreOneMistake() {
        #expect(EditDistance.between("theem", "theme") == 1)
        #expect(EditDistance.between("", "abc") == 3)
        #expect(EditDistance.between("kitten", "sitting") == 3)
    }
}
