using MuZero.Errors;
using MuZero.Files;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Options;
using MuZero.Records;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Records;

public sealed class CheckpointTests : IDisposable
{
    private static readonly string[] _names = ["weights.safetensors", "optimizer.safetensors", "replay.bin"];

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Save_ThenOpen_GivesAllBack()
    {
        CheckpointStore store = Store();

        Checkpoint saved = store.Save(Draft(400, ("episode_reward_mean", 0.5), ("loss", double.NaN)));

        Checkpoint opened = store.OpenNewestComplete(Unexpected);
        Assert.Equal("checkpoint_000400", saved.Name);
        Assert.Equal(saved.FullPath, opened.FullPath);
        Assert.Equal((400L, 4000L, "nim", 2),
            (opened.Manifest.Iteration, opened.Manifest.Step, opened.Manifest.Game, opened.Manifest.GameVersion));
        Assert.Equal(0.5, Assert.Single(opened.Manifest.Scores).Value);
        Assert.All(_names, name => Assert.Equal(Content(400, name), opened.Read(name)));
        using Stream replay = opened.OpenRead("replay.bin");
        Assert.Equal(Content(400, "replay.bin").Length, replay.Length);
        Assert.True(opened.Contains("replay.bin"));
        Assert.False(opened.Contains("absent"));
    }

    [Fact]
    public void OpenNewestComplete_ShortFile_FallsBackNamingFileAndBytes()
    {
        CheckpointStore store = Saved(300, 400);
        using (FileStream file = File.OpenWrite(_scratch["checkpoint_000400/weights.safetensors"]))
        {
            file.SetLength(1024);
        }

        List<string> skipped = [];
        Checkpoint opened = store.OpenNewestComplete(skipped.Add);

        Assert.Equal(300, opened.Manifest.Iteration);
        Assert.Equal(
            $"checkpoint {_scratch["checkpoint_000400"]} is incomplete (weights.safetensors has 1,024 of 5,000 bytes); continuing from "
                + "checkpoint_000300",
            Assert.Single(skipped));
    }

    [Fact]
    public void OpenNewestComplete_RandomFlips_AllAreDetected()
    {
        const int seed = 11;
        CheckpointStore store = Saved(300, 400);
        RandomStream random = new(seed);
        string[] files = Directory.GetFiles(_scratch["checkpoint_000400"]);
        Assert.Equal(_names.Length + 1, files.Length);

        for (int flip = 0; flip < 300; flip++)
        {
            string path = files[random.Next(files.Length)];
            byte[] sound = File.ReadAllBytes(path), damaged = [.. sound];
            int at = random.Next(sound.Length);
            damaged[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, damaged);

            int skipped = 0;
            Assert.True(store.OpenNewestComplete(_ => skipped++).Manifest.Iteration == 300, $"seed {seed}: byte {at} of {path}");
            Assert.Equal(1, skipped);
            File.WriteAllBytes(path, sound);
        }
    }

    [Fact]
    public void OpenNewestComplete_FileMissingOrALink_FallsBack()
    {
        CheckpointStore store = Saved(200, 300, 400);
        File.Delete(_scratch["checkpoint_000400/replay.bin"]);
        File.Move(_scratch["checkpoint_000300/replay.bin"], _scratch["elsewhere"]);
        File.CreateSymbolicLink(_scratch["checkpoint_000300/replay.bin"], _scratch["elsewhere"]);

        List<string> skipped = [];
        Checkpoint opened = store.OpenNewestComplete(skipped.Add);

        Assert.Equal(200, opened.Manifest.Iteration);
        Assert.Contains("(replay.bin is missing)", skipped[0], StringComparison.Ordinal);
        Assert.Contains("(replay.bin is a link)", skipped[1], StringComparison.Ordinal);
    }

    [Fact]
    public void OpenNewestComplete_AllDamaged_IsCorruptData()
    {
        CheckpointStore store = Saved(300, 400);
        File.Delete(_scratch["checkpoint_000300/manifest.json"]);
        File.WriteAllText(_scratch["checkpoint_000400/replay.bin"], "");

        CorruptDataException fault = Assert.Throws<CorruptDataException>(() => store.OpenNewestComplete());

        Assert.Equal(ExitCode.CorruptData, fault.ExitCode);
        Assert.Contains("manifest.json is missing", fault.Message, StringComparison.Ordinal);
        Assert.Contains("replay.bin has 0 of", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenNewestComplete_NoneThere_IsAUserFault()
    {
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserException>(() => Store().OpenNewestComplete()).ExitCode);
        Assert.Empty(new CheckpointStore(_scratch["absent"], Game("nim", 2), new()).List());
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserException>(() => Checkpoint.Open(_scratch["absent"])).ExitCode);
    }

    [Theory]
    [InlineData("hex", 2), InlineData("nim", 3)]
    public void OpenNewestComplete_OtherGame_NamesBoth(string id, int version)
    {
        Saved(400);

        IncompatibleException fault = Assert.Throws<IncompatibleException>(
            () => new CheckpointStore(_scratch.FullPath, Game(id, version), new()).OpenNewestComplete());

        Assert.Equal(ExitCode.Incompatible, fault.ExitCode);
        Assert.Contains($"nim (v2), not {id} (v{version})", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NewerFormat_IsIncompatible()
    {
        Checkpoint saved = Saved(400).OpenNewestComplete();
        AtomicFile.Write(_scratch["checkpoint_000400/manifest.json"], SealedJson.Serialize(saved.Manifest with { Format = 2 }));

        Assert.Contains("format 2", Assert.Throws<IncompatibleException>(() => Checkpoint.Open(saved.FullPath)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ManifestNamesAFileOutside_IsCorruptData()
    {
        Checkpoint saved = Saved(400).OpenNewestComplete();
        File.WriteAllText(_scratch["secret"], "");
        CheckpointFile outside = new("../secret", 0, "");
        AtomicFile.Write(_scratch["checkpoint_000400/manifest.json"], SealedJson.Serialize(saved.Manifest with { Files = [outside] }));

        Assert.Contains("outside", Assert.Throws<CorruptDataException>(() => Checkpoint.Open(saved.FullPath)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../a"), InlineData("a/b"), InlineData("a\\b"), InlineData(""), InlineData("."), InlineData(".."), InlineData(".a"),
        InlineData("a\n"), InlineData("a\0b")]
    [InlineData("ä"), InlineData("/etc/x"), InlineData("manifest.json"), InlineData("MANIFEST.json"), InlineData("a b"),
        InlineData("%2e%2e%2fa"), InlineData("c:x")]
    public void Add_NameThatIsNoPlainFile_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => new CheckpointDraft { Iteration = 1, Step = 1 }.Add(name, new byte[1]));

    [Fact]
    public void Read_ChangedAfterOpening_IsCorruptData()
    {
        Checkpoint opened = Saved(400).OpenNewestComplete();
        File.WriteAllText(_scratch["checkpoint_000400/replay.bin"], "other");

        Assert.Throws<CorruptDataException>(() => opened.Read("replay.bin"));
        Assert.Throws<CorruptDataException>(() => opened.Read("absent"));
    }

    private static void Unexpected(string line) => Assert.Fail(line);

    private CheckpointStore Store() => new(_scratch.FullPath, Game("nim", 2), new CheckpointOptions());

    private CheckpointStore Saved(params long[] iterations)
    {
        CheckpointStore store = Store();
        Array.ForEach(iterations, iteration => store.Save(Draft(iteration)));
        return store;
    }

    internal static CheckpointDraft Draft(long iteration, params (string Key, double Score)[] scores)
    {
        CheckpointDraft draft = new()
        {
            Iteration = iteration,
            Step = iteration * 10,
            Scores = scores.ToDictionary(score => score.Key, score => score.Score)
        };
        Array.ForEach(_names, name => draft.Add(name, Content(iteration, name)));
        return draft;
    }

    internal static byte[] Content(long iteration, string name)
    {
        byte[] content = new byte[name == "weights.safetensors" ? 5_000 : 700];
        Array.Fill(content, (byte)(iteration + name.Length));
        return content;
    }

    internal static GameSpec Game(string id, int version) => new()
    {
        Id = id,
        Version = version,
        Players = 2,
        Actions = 3,
        Observation = ObservationShape.Vector(1),
        MinReturn = -1,
        MaxReturn = 1,
        Turns = TurnModel.Alternating,
        MaxLength = 9,
    };
}
