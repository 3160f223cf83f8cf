namespace MuZero.Farm.Trainer;

/// <summary>Faults of a disk that has no space left.</summary>
internal static class DiskSpace
{
    private const int NoSpace = 28;              // ENOSPC on Linux and macOS
    private const int LinuxQuota = 122;          // EDQUOT
    private const int MacQuota = 69;             // EDQUOT
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>True if the fault, or one that caused it, says that the disk or the user's share of it is full.</summary>
    public static bool IsLacking(Exception fault)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is IOException && IsFull(cause.HResult))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFull(int code) => OperatingSystem.IsWindows()
        ? code is WindowsDiskFull or WindowsHandleDiskFull
        : code == NoSpace || code == (OperatingSystem.IsMacOS() ? MacQuota : LinuxQuota);
}
