import Foundation

/// The operating system's words for a failure, as the middle of a sentence: `permission denied`.
nonisolated enum SystemReason {
    static func of(_ error: any Error) -> String {
        var current: NSError? = error as NSError
        while let now = current {
            if now.domain == NSPOSIXErrorDomain { return text(Int32(now.code)) }
            current = now.userInfo[NSUnderlyingErrorKey] as? NSError
        }
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: return text(ENOENT)
        case .fileReadNoPermission, .fileWriteNoPermission: return text(EACCES)
        case .fileWriteOutOfSpace: return text(ENOSPC)
        case .fileWriteVolumeReadOnly: return text(EROFS)
        default: return error.localizedDescription
        }
    }

    /// `errno` in words.
    static func text(_ code: Int32) -> String {
        let words = String(cString: strerror(code))
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
