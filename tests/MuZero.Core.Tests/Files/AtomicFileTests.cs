using MuZero.Files;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Write_OverAnother_ReplacesIt()
    {
        AtomicFile.Write(_scratch["a"], "long before"u8.ToArray());
        AtomicFile.Write(_scratch["a"], "after"u8.ToArray());

        Assert.Equal("after", File.ReadAllText(_scratch["a"]));
        Assert.Single(Directory.GetFiles(_scratch.FullPath));
    }

    [Fact]
    public void Write_FailsHalfWay_LeavesTheOldAndGoesOn()
    {
        AtomicFile.Write(_scratch["a"], "before"u8.ToArray());

        Assert.Throws<FaultException>(() => AtomicFile.Write(_scratch["a"], stream =>
        {
            stream.Write("half of something longer"u8);
            throw new FaultException();
        }));

        Assert.Equal("before", File.ReadAllText(_scratch["a"]));
        AtomicFile.Write(_scratch["a"], "after"u8.ToArray());
        Assert.Equal("after", File.ReadAllText(_scratch["a"]));
        Assert.Single(Directory.GetFiles(_scratch.FullPath));
    }

    [Fact]
    public void FlushDirectory_Missing_SaysWhichAndWhy()
    {
        IOException fault = Assert.Throws<IOException>(() => AtomicFile.FlushDirectory(_scratch["absent"]));

        Assert.Contains(_scratch["absent"], fault.Message, StringComparison.Ordinal);
    }
}
