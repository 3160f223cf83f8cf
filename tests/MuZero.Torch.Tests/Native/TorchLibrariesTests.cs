using MuZero.Torch.Native;
using static TorchSharp.torch;

namespace MuZero.Torch.Tests.Native;

public sealed class TorchLibrariesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Load_ThePackages_TensorsWorkAndNothingIsCopiedBesideTheProgram()
    {
        TorchLibraries.Load();

        using Tensor product = matmul(ones(2, 3), ones(3, 2));

        Assert.Equal([3.0f, 3.0f, 3.0f, 3.0f], product.data<float>().ToArray());
        Assert.False(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "cpu")), "TorchSharp made a copy of libtorch.");
    }

    [Fact]
    public void Relax_ThePackagesLibrary_MarksOneNeedAndNothingElse()
    {
        byte[] original = File.ReadAllBytes(Wrapper());

        byte[] relaxed = RelaxedLibrary.Relax([.. original], out string name);

        Assert.Equal(1, original.Zip(relaxed).Count(pair => pair.First != pair.Second));
        Assert.StartsWith($"LibTorchSharp-{original.Length}-", name, StringComparison.Ordinal);
    }

    [Fact]
    public void Relax_AnotherOriginal_HasAnotherName()
    {
        byte[] original = File.ReadAllBytes(Wrapper());
        byte[] other = [.. original];
        other[^1] ^= 1;

        _ = RelaxedLibrary.Relax(original, out string name);
        _ = RelaxedLibrary.Relax(other, out string otherName);

        Assert.NotEqual(name, otherName);
    }

    [Fact]
    public void Relax_NotALibrary_SaysSo() => Assert.Throws<InvalidDataException>(() => RelaxedLibrary.Relax(new byte[100], out _));

    [Fact]
    public void Keep_SameContent_WritesOnce()
    {
        string path = RelaxedLibrary.Keep(_folder.FullName, "library.so", [1, 2, 3]);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);

        Assert.Equal(path, RelaxedLibrary.Keep(_folder.FullName, "library.so", [1, 2, 3]));

        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public void Keep_DamagedCopy_IsReplaced()
    {
        string path = RelaxedLibrary.Keep(_folder.FullName, "library.so", [1, 2, 3]);
        File.WriteAllBytes(path, [1, 2]);

        RelaxedLibrary.Keep(_folder.FullName, "library.so", [1, 2, 3]);

        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(_folder.GetFiles());
    }

    private static string Wrapper() => Path.Combine(AppContext.BaseDirectory, "runtimes/linux-x64/native/libLibTorchSharp.so");
}
