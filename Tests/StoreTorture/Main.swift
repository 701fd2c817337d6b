import StoreTortureKit

/// What the storage tests run as a child process, and their long versions. `StoreTorture help` lists what there is.
@main
struct Main {
    static func main() async {
        await StoreTortureCommand.run(CommandLine.arguments)
    }
}
