/// A queue between the code under test and the test: whoever takes waits until something is there, without a clock.
package actor Mailbox<Element: Sendable> {
    private var elements: [Element] = []
    private var takers: [AsyncStream<Element>.Continuation] = []

    package init() {}

    package var count: Int { elements.count }

    package func put(_ element: Element) {
        while !takers.isEmpty {
            if case .enqueued = takers.removeFirst().yield(element) { return }
        }
        elements.append(element)
    }

    /// - Throws: `CancellationError` when the task is cancelled while nothing is there.
    package func take() async throws -> Element {
        if !elements.isEmpty { return elements.removeFirst() }
        let (stream, continuation) = AsyncStream.makeStream(of: Element.self)
        takers.append(continuation)
        for await element in stream { return element }
        throw CancellationError()
    }
}
