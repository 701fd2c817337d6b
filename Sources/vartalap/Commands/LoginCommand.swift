import ArgumentParser
import ChatCore
import ChatModel
import ChatWire

/// `vartalap login`: exchanges a one-time code for an access key and keeps it.
struct LoginCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "login", abstract: "Log in to a server with a phone number and a one-time code.",
            discussion: """
                Without a code the server is asked to issue one; a local server logs it. The code is then asked for on \
                the terminal. In scripts give it on standard input with --otp-stdin.
                """)
    }

    @Option(help: ArgumentHelp("Your phone number in full, such as +919876543210.", valueName: "number"))
    var number: String

    @Option(help: ArgumentHelp("The one-time code. Other users of the machine can see it here.", valueName: "code"))
    var otp: String?

    @Flag(name: .customLong("otp-stdin"), help: "Read the one-time code from standard input.")
    var otpFromInput = false

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
        if otp != nil, otpFromInput { throw ValidationError("--otp and --otp-stdin do not go together.") }
    }

    @MainActor
    func run() async throws {
        let configuration = try global.configuration()
        guard let server = configuration[.serverURL] else { throw ProgramError.noServer }
        let user = try Recipient.number(number, region: configuration[.defaultRegion])
        let login = try Login(configuration: configuration, user: user, server: server)
        try await Interruption.orderly {
            try await login.check()
            if otp == nil, !otpFromInput { try await login.askForCode() }
        }
        // Reading blocks, so Ctrl+C has its usual meaning meanwhile.
        let code = try code(of: user)
        let account = try await Interruption.orderly { try await login.run(code: code) }
        let output = Output(json: format.json)
        guard output.isJSON else {
            return try output.line("Logged in as \(account.user.rawValue) at \(account.server).")
        }
        try output.object(AccountLine.json("login", account))
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
