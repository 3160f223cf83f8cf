using MuZero.Options;
using MuZero.Records;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Records;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    // The fault points are listed by a save that does not fail, so none can be forgotten here.
    [Theory]
    [InlineData(300, 400), InlineData(300, 300)]
    public void Save_CrashAtEveryStep_PreviousOrNewIsThere(long previous, long next)
    {
        List<string> steps = [];
        Store(new() { Keep = 1 }).Save(CheckpointTests.Draft(previous));
        Store(new() { Keep = 1 }, steps.Add).Save(CheckpointTests.Draft(next, ("second", 1)));
        Assert.Contains("rename", steps);
        Assert.Contains(steps, step => step.StartsWith("delete", StringComparison.Ordinal));

        for (int step = 0; step < steps.Count; step++)
        {
            Clear();
            Store(new() { Keep = 1 }).Save(CheckpointTests.Draft(previous));
            int seen = 0;

            Assert.Throws<FaultException>(() => Store(new() { Keep = 1 }, _ => Throw.If(seen++ == step))
                .Save(CheckpointTests.Draft(next, ("second", 1))));

            bool renamed = step > steps.IndexOf("rename");
            Checkpoint found = Store(new()).OpenNewestComplete(line => Assert.Fail($"{steps[step]}: {line}"));
            Assert.Equal(renamed ? next : previous, found.Manifest.Iteration);
            Assert.Equal(renamed ? 1 : 0, found.Manifest.Scores.Count);
            Store(new() { Keep = 1 }).Save(CheckpointTests.Draft(next + 1));
            Assert.Equal([$"checkpoint_{next + 1:D6}"], Directory.GetFileSystemEntries(_scratch.FullPath).Select(Path.GetFileName));
        }
    }

    [Fact]
    public void SaveBest_CrashAtEveryStep_PreviousOrNewIsThere()
    {
        List<string> steps = [];
        Store(new()).SaveBest(CheckpointTests.Draft(300));
        Store(new(), steps.Add).SaveBest(CheckpointTests.Draft(400));
        Assert.Contains("rename", steps);

        for (int step = 0; step < steps.Count; step++)
        {
            Clear();
            Store(new()).SaveBest(CheckpointTests.Draft(300));
            int seen = 0;

            Assert.Throws<FaultException>(() => Store(new(), _ => Throw.If(seen++ == step)).SaveBest(CheckpointTests.Draft(400)));

            Assert.Equal(step > steps.IndexOf("rename") ? 400 : 300, Store(new()).OpenBest()!.Manifest.Iteration);
            Store(new()).SaveBest(CheckpointTests.Draft(500));
            Assert.Equal(["best"], Directory.GetFileSystemEntries(_scratch.FullPath).Select(Path.GetFileName));
        }
    }

    [Fact]
    public void SaveBest_BesideTheNewest_IsNotOneOfThem()
    {
        CheckpointStore store = Store(new() { Keep = 1 });
        store.Save(CheckpointTests.Draft(300));
        store.SaveBest(CheckpointTests.Draft(300));
        store.Save(CheckpointTests.Draft(400));

        Assert.Equal(["checkpoint_000400"], store.List().Select(Path.GetFileName));
        Assert.Equal(300, store.OpenBest()!.Manifest.Iteration);
        store.RemoveBest();
        Assert.Null(store.OpenBest());
    }

    [Fact]
    public void Save_WriterFails_LeavesThePrevious()
    {
        CheckpointStore store = Store(new());
        store.Save(CheckpointTests.Draft(300));

        Assert.Throws<FaultException>(() => store.Save(CheckpointTests.Draft(400).Add("late.bin", _ => throw new FaultException())));

        Assert.Equal(300, store.OpenNewestComplete().Manifest.Iteration);
    }

    [Fact]
    public void Save_BadReadBack_RemovesNothing()
    {
        Store(new() { Keep = 1 }).Save(CheckpointTests.Draft(300));
        CheckpointStore failing = Store(new() { Keep = 1 }, step => Damage(step == "verify"));

        Assert.Throws<global::MuZero.Errors.CorruptDataException>(() => failing.Save(CheckpointTests.Draft(400)));

        Assert.Equal(300, failing.OpenNewestComplete(_ => { }).Manifest.Iteration);

        void Damage(bool now)
        {
            if (now)
            {
                File.WriteAllText(_scratch["checkpoint_000400/replay.bin"], "a failing disk");
            }
        }
    }

    [Theory]
    [InlineData(2, "4 5")]
    [InlineData(0, "1 2 3 4 5")]
    [InlineData(1, "5")]
    public void Save_Retention_KeepsTheNewest(int keep, string kept)
    {
        CheckpointStore store = Store(new() { Keep = keep });
        CheckpointStore all = Store(new() { Keep = 0 });

        for (int iteration = 1; iteration <= 5; iteration++)
        {
            (iteration == 5 ? store : all).Save(CheckpointTests.Draft(iteration));
        }

        Assert.Equal(kept.Split(' ').Reverse().Select(number => $"checkpoint_00000{number}"), store.List().Select(Path.GetFileName));
    }

    [Fact]
    public void Save_AfterTakingTheRunBack_RemovesTheAbandonedCourse()
    {
        CheckpointStore store = Store(new() { Keep = 0 });
        foreach (long iteration in new long[] { 100, 200, 300 })
        {
            store.Save(CheckpointTests.Draft(iteration));
        }

        store.Save(CheckpointTests.Draft(150));

        Assert.Equal(["checkpoint_000150", "checkpoint_000100"], store.List().Select(Path.GetFileName));
    }

    [Fact]
    public void Save_ForeignDirectories_AreLeftAlone()
    {
        string[] foreign = ["checkpoint_", "checkpoint_12", "checkpoint_000001.bak", "weights", ".tmp-mine"];
        Array.ForEach(foreign, name => Directory.CreateDirectory(_scratch[name]));

        CheckpointStore store = Store(new() { Keep = 1 });
        store.Save(CheckpointTests.Draft(1_234_567));

        Assert.Equal(["checkpoint_1234567"], store.List().Select(Path.GetFileName));
        Assert.All(foreign, name => Assert.True(Directory.Exists(_scratch[name])));
    }

    private CheckpointStore Store(CheckpointOptions options, Action<string>? faultPoint = null) =>
        new(_scratch.FullPath, CheckpointTests.Game("nim", 2), options) { FaultPoint = faultPoint };

    private void Clear()
    {
        foreach (string path in Directory.GetDirectories(_scratch.FullPath))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
