import Glibc

/// Remembers on disk that a call has met damage, since most of it shows long after the store was opened.
enum Damage {
    /// Leaves a mark beside the store if the failure is damage. Where nothing can be written nothing can be mended.
    static func noted(_ error: StoreError) -> StoreError {
        if case .corrupt(let path) = error, StoreFiles.exists(path) {
            let descriptor = open(StoreFiles(path: path).damageMark, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            if descriptor >= 0 { close(descriptor) }
        }
        return error
    }
}
