using System.Diagnostics;
using MuZero.Files;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Files;

public sealed class FileLockTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private string LockFile => _scratch["lock"];

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Take_HeldByAnother_IsNullUntilLetGo()
    {
        using (FileLock? first = FileLock.Take(LockFile, TimeSpan.Zero))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.Take(LockFile, TimeSpan.FromMilliseconds(30)));
        }

        using FileLock? second = FileLock.Take(LockFile, TimeSpan.Zero);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task Take_HolderLetsGo_TheWaitingOneHasIt()
    {
        FileLock first = FileLock.Take(LockFile, TimeSpan.Zero)!;
        Task<FileLock?> waiting = Task.Run(() => FileLock.Take(LockFile, TimeSpan.FromMinutes(1)));
        await Task.Delay(50);
        Assert.False(waiting.IsCompleted);

        first.Dispose();

        using FileLock? second = await waiting;
        Assert.NotNull(second);
    }

    [Fact]
    public async Task Take_Cancelled_WaitsNoLonger()
    {
        using FileLock first = FileLock.Take(LockFile, TimeSpan.Zero)!;
        using CancellationTokenSource cancellation = new();
        Task waiting = Task.Run(() => FileLock.Take(LockFile, TimeSpan.FromMinutes(1), cancellation.Token));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void Take_HolderKilled_IsFree()
    {
        File.WriteAllBytes(LockFile, []);
        using Process holder = Process.Start(new ProcessStartInfo("flock",
            [LockFile, "sh", "-c", "echo held; exec sleep 60"])
        { RedirectStandardOutput = true })!;
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        Assert.Null(FileLock.Take(LockFile, TimeSpan.Zero));

        holder.Kill(entireProcessTree: true);

        using FileLock? mine = FileLock.Take(LockFile, TimeSpan.FromSeconds(30));
        Assert.NotNull(mine);
    }

    [Fact]
    public void Take_NoSuchDirectory_SaysSo()
        => Assert.ThrowsAny<IOException>(() => FileLock.Take(_scratch["absent/lock"], TimeSpan.FromMinutes(1)));
}
