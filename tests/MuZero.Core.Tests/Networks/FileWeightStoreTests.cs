using MuZero.Errors;
using MuZero.Files.Safetensors;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Tests.Networks;

public sealed class FileWeightStoreTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Latest_PublishedByAnotherProcess_KnowsItsStep()
    {
        new FileWeightStore(_scratch.FullPath).Publish(Weights(3) with { Step = 700 });

        Assert.Equal(700, new FileWeightStore(_scratch.FullPath).Latest()!.Step);
    }

    [Fact]
    public void Publish_ThreeTimes_KeepsTwo()
    {
        FileWeightStore store = Published(1, 2, 3);

        Assert.Equal(3, store.LatestVersion);
        Assert.Equal(
            ["weights-2.json", "weights-2.safetensors", "weights-3.json", "weights-3.safetensors"],
            Directory.GetFiles(_scratch.FullPath).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Latest_AnyByteFlipped_FallsBackAndSaysSo()
    {
        Published(1, 2);
        foreach (string name in new[] { "weights-2.json", "weights-2.safetensors" })
        {
            byte[] sound = File.ReadAllBytes(_scratch[name]);
            for (int at = 0; at < sound.Length; at++)
            {
                byte[] damaged = [.. sound];
                damaged[at] ^= 0x10;
                File.WriteAllBytes(_scratch[name], damaged);
                List<string> skipped = [];
                FileWeightStore store = new(_scratch.FullPath, skipped.Add);

                Assert.Equal(1, store.Latest()!.Version);
                Assert.Equal(1, store.LatestVersion);
                Assert.Contains("weights 2", Assert.Single(skipped), StringComparison.Ordinal);
            }

            File.WriteAllBytes(_scratch[name], sound);
        }
    }

    // The publisher moves on while a reader is between listing and reading: what it listed is gone.
    [Fact]
    public void Latest_ListedVersionsVanish_ListsAgain()
    {
        Published(1, 2);
        File.WriteAllText(_scratch["weights-2.safetensors"], "short");
        FileWeightStore reader = new(_scratch.FullPath, _ => new FileWeightStore(_scratch.FullPath).Publish(Weights(3)));

        Assert.Equal(3, reader.Latest()!.Version);
        Assert.False(File.Exists(_scratch["weights-1.safetensors"]));
    }

    [Theory]
    [InlineData("weights"), InlineData("manifest"), InlineData("prune")]
    public void Publish_CrashAtAnyStep_LeavesAWholeVersionAndGoesOn(string step)
    {
        Published(1);
        FileWeightStore crashing = new(_scratch.FullPath) { FaultPoint = point => Throw.If(point == step) };

        Assert.Throws<FaultException>(() => crashing.Publish(Weights(2)));

        FileWeightStore restarted = new(_scratch.FullPath);
        Assert.Equal(step == "prune" ? 2 : 1, restarted.Latest()!.Version);
        restarted.Publish(Weights(3));
        Assert.Equal(3, new FileWeightStore(_scratch.FullPath).Latest()!.Version);
    }

    [Fact]
    public void Publish_LeftoverOfACrash_IsRemoved()
    {
        File.WriteAllText(_scratch[".tmp-weights-7.safetensors"], "half");

        Published(1);

        Assert.DoesNotContain(Directory.GetFiles(_scratch.FullPath), path => path.Contains(".tmp-", StringComparison.Ordinal));
    }

    [Fact]
    public void Latest_AllDamaged_IsCorruptData()
    {
        Published(1);
        File.WriteAllText(_scratch["weights-1.safetensors"], "short");

        FileWeightStore store = new(_scratch.FullPath);

        Assert.Contains("has 5 of", Assert.Throws<CorruptDataException>(store.Latest).Message, StringComparison.Ordinal);
        store.Publish(Weights(1));
        Assert.Equal(1, new FileWeightStore(_scratch.FullPath).Latest()!.Version);
    }

    private FileWeightStore Published(params long[] versions)
    {
        FileWeightStore store = new(_scratch.FullPath);
        Array.ForEach(versions, version => store.Publish(Weights(version)));
        return store;
    }

    private static WeightSnapshot Weights(long version)
        => new(version, new SafetensorsWriter().Add("w", [4], [version, 1f, 2, 3]).ToArray());
}
