using MuZero.Errors;
using MuZero.Farm.Trainer;

namespace MuZero.Farm.Tests.Trainer;

/// <summary>Faults after which the trainer pauses, and those after which it ends.</summary>
public sealed class DiskSpaceTests
{
    [Theory]
    [InlineData(28, true), InlineData(122, true), InlineData(5, false), InlineData(13, false)]
    public void IsLacking_FaultOfTheSystem_OnlyAFullDiskIs(int error, bool expected)
    {
        IOException fault = new("of the system", error);

        Assert.Equal(expected, DiskSpace.IsLacking(fault));
        Assert.Equal(expected, DiskSpace.IsLacking(new UserException(ExitCode.RunFailed, "The run stopped", fault)));
    }

    [Fact]
    public void IsLacking_NoFaultOfADisk_IsFalse() => Assert.False(DiskSpace.IsLacking(new InvalidOperationException("28")));

    /// <summary>The system's own error, from a device on which every write finds no space.</summary>
    [Fact]
    public void IsLacking_WriteToAFullDevice_IsTrue()
    {
        IOException fault = Assert.Throws<IOException>(() => File.WriteAllBytes("/dev/full", new byte[16]));

        Assert.True(DiskSpace.IsLacking(fault));
    }
}
