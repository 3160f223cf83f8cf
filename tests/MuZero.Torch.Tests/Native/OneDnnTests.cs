using MuZero.Torch.Native;

namespace MuZero.Torch.Tests.Native;

[Collection(ProcessWide.Name)]
public sealed class OneDnnTests
{
    [Fact]
    public void LoadFault_Convolutions_AreThoseOfThePatches()
    {
        Assert.Null(TorchBackend.LoadFault());
        Assert.True(OneDnn.IsRight());
    }

    [Fact]
    public void TrySwitch_Off_ConvolutionsAreThoseOfThePatches()
    {
        Assert.Null(TorchBackend.LoadFault());
        try
        {
            Assert.True(OneDnn.TrySwitch(isOn: false) || !OperatingSystem.IsLinux());
            Assert.True(OneDnn.IsRight());
        }
        finally
        {
            _ = OneDnn.TrySwitch(isOn: !OneDnn.IsOff);
        }
    }
}
