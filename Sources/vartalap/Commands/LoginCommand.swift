import ArgumentParser
import ChatCore
import ChatModel
import ChatWire

/// `vartalap login`: exchanges a one-time code or a token for an access key and keeps it.
struct LoginCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "login", abstract: "Log in to a server with a phone number and a one-time code.",
            discussion: """
                Without a code the server is asked to issue one; a local server logs it. The code is then asked for on \
                the terminal. In scripts give it on standard input with --otp-stdin.
                The configuration chooses the way: auth.method = "code", "firebase" (a code by SMS) or "token" (from \
                auth.token_command or auth.token_file, without a code).
                """)
    }

    @Option(help: ArgumentHelp("Your phone number in full, such as +919876543210.", valueName: "number"))
    var number: String

    @Option(help: ArgumentHelp("The one-time code. Other users of the machine can see it here.", valueName: "code"))
    var otp: String?

    @Flag(name: .customLong("otp-stdin"), help: "Read the one-time code from standard input.")
    var otpFromInput = false

    @Option(
        help: ArgumentHelp("The server's design, such as v2.8 (default: the server is asked).", valueName: "name"))
    var design: String?

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
        if otp != nil, otpFromInput { throw ValidationError("--otp and --otp-stdin do not go together.") }
    }

    @MainActor
    func run() async throws {
        var flags: [Configuration.Key: String] = [:]
        if let design { flags[.serverDesign] = design }
        let configuration = try global.configuration(adding: flags)
        guard let server = configuration[.serverURL] else { throw ProgramError.noServer }
        let user = try Recipient.number(number, region: configuration[.defaultRegion])
        let login = try Login(configuration: configuration, user: user, server: server)
        let signIn = try await Interruption.orderly {
            let signIn = try await login.prepare()
            if try mustAsk(login) { try await login.askForCode(signIn) }
            return signIn
        }
        // Reading blocks, so Ctrl+C has its usual meaning meanwhile.
        let code = try login.needsCode ? code(of: user) : nil
        try report(try await Interruption.orderly { try await login.run(signIn, code: code) })
    }

    @MainActor
    private func report(_ outcome: SignIn.Outcome) throws {
        let account = outcome.account
        let source = DesignChoice.Source(outcome.origin)
        let output = Output(json: format.json)
        if output.isJSON {
            var line = AccountLine.json("login", account)
            line.add("designFrom", source.rawValue)
            return try output.object(line)
        }
        try output.line(
            "Logged in as \(account.user.rawValue) at \(account.server), design \(account.design) "
                + "(\(source.words)).")
    }

    /// Whether the server has to send a code first: none was given, or none on its way for standard input to hold.
    @MainActor
    private func mustAsk(_ login: Login) throws -> Bool {
        guard login.needsCode, otp == nil else { return false }
        return try !otpFromInput || !login.isCodeSent()
    }

    /// The code as it was given, or as the person at the terminal types it.
    private func code(of user: UserID) throws(ProgramError) -> String {
        if let otp { return otp }
        if otpFromInput {
            let code = try StandardInput.line()
            guard !code.isEmpty else { throw ProgramError.noCode }
            return code
        }
        guard StandardInput.isTerminal else { throw ProgramError.noCode }
        return try Prompt.line("One-time code for \(user.rawValue): ")
    }
}
