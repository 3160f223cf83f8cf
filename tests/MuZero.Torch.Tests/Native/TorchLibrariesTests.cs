using MuZero.Torch.Native;
using static TorchSharp.torch;

namespace MuZero.Torch.Tests.Native;

public sealed class TorchLibrariesTests
{
    [Fact]
    public void Load_ThePackages_TensorsWorkAndNothingIsCopiedBesideTheProgram()
    {
        TorchLibraries.Load();

        using Tensor product = matmul(ones(2, 3), ones(3, 2));

        Assert.Equal([3.0f, 3.0f, 3.0f, 3.0f], product.data<float>().ToArray());
        Assert.False(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "cpu")), "TorchSharp made a copy of libtorch.");
    }

    [Fact]
    public void MakeWeak_ThePackagesLibrary_MarksOneNeedAndNothingElse()
    {
        byte[] original = File.ReadAllBytes(Wrapper());
        byte[] relaxed = [.. original];

        int marked = ElfVersionNeeds.MakeWeak(relaxed, "GLIBCXX_3.4.32");

        Assert.Equal(1, marked);
        Assert.Equal(1, original.Zip(relaxed).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void MakeWeak_NotALibrary_SaysSo()
        => Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MakeWeak(new byte[100], "GLIBCXX_3.4.32"));

    private static string Wrapper() => Path.Combine(AppContext.BaseDirectory, "runtimes/linux-x64/native/libLibTorchSharp.so");
}
