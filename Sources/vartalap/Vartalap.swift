import ArgumentParser
import Logging
import TOMLKit
@main
struct Vartalap: AsyncParsableCommand {
    func run() async throws { print("hi") }
}
