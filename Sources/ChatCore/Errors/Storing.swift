import ChatStore

/// Runs store calls where `ClientError` is thrown.
func storing<Result>(
    _ calls: () async throws(StoreError) -> Result
) async throws(ClientError) -> Result {
    do {
        return try await calls()
    } catch {
        throw .store(error)
    }
}
