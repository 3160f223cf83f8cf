using FsCheck;
using FsCheck.Fluent;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Learning;

public class TargetBuilderTests
{
    private static readonly EpisodeWalk _walk = new();
    private static readonly EpisodeStrip _strip = new();

    [Fact]
    public void Fill_InsideTheEpisode_ReadsActionsRewardsPoliciesAndReturns()
    {
        Episode episode = EpisodeMaker.Make(_strip.Spec, [0.5f, 0.125f, 0.25f, 0, 1], [0.1f, 0.2f, 0.3f, 0.4f, 0.5f]);

        TrainingBatch batch = Fill(_strip, episode, t: 1, unrollSteps: 2, tdSteps: 1);

        Assert.Equal(Enumerable.Repeat(2.0f, 10), batch.Observations);
        Assert.Equal([1, 2], batch.Actions);
        Assert.Equal([0.125f - 0.3f, 0.25f - 0.4f, -0.5f], batch.Values);
        Assert.Equal([0, 0.125f, 0.25f], batch.Rewards);
        Assert.Equal([0, 1, 1], batch.RewardMask);
        Assert.Equal([1, 1, 1], batch.ValueMask);
        Assert.Equal([1, 1, 1], batch.PolicyMask);
        Assert.Equal([0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0], batch.Policies);
    }

    [Fact]
    public void Fill_SearchThatWasOnlyToPlay_TeachesTheValueAlone()
    {
        Episode whole = EpisodeMaker.Make(_strip.Spec, [0.5f, 0.125f, 0.25f, 0, 1], [0.1f, 0.2f, 0.3f, 0.4f, 0.5f]);
        Episode episode = new(whole) { PolicyOffsets = [0, 1, 2, 2, 3, 4], PolicyActions = [0, 1, 3, 4], PolicyWeights = [1, 1, 1, 1] };

        TrainingBatch batch = Fill(_strip, episode, t: 1, unrollSteps: 2, tdSteps: 1);

        Assert.Equal([0.125f - 0.3f, 0.25f - 0.4f, -0.5f], batch.Values);
        Assert.Equal([1, 1, 1], batch.ValueMask);
        Assert.Equal([1, 0, 1], batch.PolicyMask);
        Assert.Equal([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0], batch.Policies);
    }

    [Fact]
    public void Fill_PastATerminalState_IsAbsorbingWithoutPolicy()
    {
        Episode episode = EpisodeMaker.Make(_strip.Spec, [0, 0, 1], [0.1f, 0.2f, 0.3f]);

        TrainingBatch batch = Fill(_strip, episode, t: 1, unrollSteps: 4, tdSteps: 0);

        Assert.Equal([-1, 1, 0, 0, 0], batch.Values);
        Assert.Equal([1, 1, 1, 1, 1], batch.ValueMask);
        Assert.Equal([0, 0, 1, 0, 0], batch.Rewards);
        Assert.Equal([0, 1, 1, 1, 1], batch.RewardMask);
        Assert.Equal([1, 1, 0, 0, 0], batch.PolicyMask);
        Assert.All(batch.Policies[10..], weight => Assert.Equal(0.0f, weight));
        Assert.Equal([1, 2], batch.Actions[..2]);
        Assert.All(batch.Actions[2..], action => Assert.InRange(action, 0, 4));
    }

    [Fact]
    public void Fill_NextPlayer_IsCountedInSeatsAndUnknownAtTheRootAndPastTheEnd()
    {
        TableGame game = new(3, 9, TurnModel.Arbitrary);
        Episode episode = EpisodeMaker.Make(game.Spec, [0, 0, 0, 1], [0, 0, 0, 0], toPlay: [2, 2, 1, 2]);
        TargetBuilder builder = new(new SpecGame(game.Spec), unrollSteps: 4, tdSteps: 0, useSymmetries: false) { TellsToPlay = true };
        TrainingBatch batch = builder.CreateBatch(2);

        builder.Fill(batch, 1, Sample(episode, 0), new RandomStream(1));

        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0], batch.Columns[TrainingBatch.ToPlay][15..]);
        Assert.All(batch.Columns[TrainingBatch.ToPlay][..15], number => Assert.Equal(0.0f, number));
    }

    [Fact]
    public void Fill_ThreePlayers_ValuesAndRewardsBeginWithThePlayerOfTheStep()
    {
        TableGame game = new(3, 9);
        Episode episode = new(EpisodeMaker.Make(game.Spec, [0, 0], [0, 0]))
        {
            Rewards = [0, 0, 0, 1, 2, 3],
            PlayerValues = new float[6],
        };
        TargetBuilder builder = new(new SpecGame(game.Spec), unrollSteps: 3, tdSteps: 0, useSymmetries: false);
        TrainingBatch batch = builder.CreateBatch(1);

        builder.Fill(batch, 0, Sample(episode, 0), new RandomStream(1));

        Assert.Equal([1, 2, 3, 2, 3, 1, 0, 0, 0, 0, 0, 0], batch.Values); // player 0 moves, then player 1
        Assert.Equal([0, 0, 0, 0, 0, 0, 2, 3, 1, 0, 0, 0], batch.Rewards); // player 1 made the second move
        Assert.Equal([1, 1, 1, 1], batch.ValueMask);
    }

    [Fact]
    public void Fill_Reconstructions_AreTheObservationsUpToTheEnd()
    {
        Episode episode = EpisodeMaker.Make(_strip.Spec, [0, 0, 1], [0.1f, 0.2f, 0.3f], final: 9.0f);

        TrainingBatch batch = Fill(_strip, episode, t: 0, unrollSteps: 4, tdSteps: 0, observesNext: true);

        Assert.Equal([1, 1, 1, 0], batch.Columns[TrainingBatch.NextSeen]);
        Assert.Equal([.. Enumerable.Repeat(2.0f, 10), .. Enumerable.Repeat(3.0f, 10), .. Enumerable.Repeat(9.0f, 10)],
            batch.Columns[TrainingBatch.NextObservations][..30]);
    }

    [Fact]
    public void Fill_EpisodeWithoutFinalObservation_ReconstructsUpToTheLastDecision()
    {
        Episode episode = EpisodeMaker.Make(_strip.Spec, [0, 0, 1], [0.1f, 0.2f, 0.3f]);

        TrainingBatch batch = Fill(_strip, episode, t: 1, unrollSteps: 3, tdSteps: 0, observesNext: true);

        Assert.Equal([1, 0, 0], batch.Columns[TrainingBatch.NextSeen]);
    }

    [Fact]
    public void Fill_ValuePrefix_RewardsAreSumsThatBeginAgain()
    {
        Episode episode = EpisodeMaker.Make(_walk.Spec, [1, 2, 4, 8, 16, 32], new float[6]);

        TrainingBatch batch = Fill(_walk, episode, t: 0, unrollSteps: 8, tdSteps: 0, valuePrefix: 3);

        Assert.Equal([0, 1, 3, 7, 8, 24, 56, 0, 0], batch.Rewards);
        Assert.Equal([0, 1, 1, 1, 1, 1, 1, 1, 1], batch.RewardMask);
    }

    [Fact]
    public void Fill_ValuePrefixAcrossACut_IsUnknownToItsEndAndBeyond()
    {
        Episode episode = EpisodeMaker.Make(_walk.Spec, [1, 2], new float[2], cutValue: 0.5f);

        TrainingBatch batch = Fill(_walk, episode, t: 0, unrollSteps: 4, tdSteps: 0, valuePrefix: 4);

        Assert.Equal([0, 1, 1, 0, 0], batch.RewardMask);
    }

    [Fact]
    public void CreateBatch_WithoutReconstructionLoss_HasNoColumns()
        => Assert.Empty(new TargetBuilder(_strip, unrollSteps: 2, tdSteps: 0, useSymmetries: false).CreateBatch(1).Columns);

    [Fact] // The value at the cut is the network's own: trained on itself it would drift.
    public void Fill_AtACutAndBeyond_KnowsNothing()
    {
        Episode episode = EpisodeMaker.Make(_walk.Spec, [1, 1, 1], [0.1f, 0.2f, 0.3f], cutValue: 5.0f);

        TrainingBatch batch = Fill(_walk, episode, t: 2, unrollSteps: 3, tdSteps: 10);

        Assert.Equal([1.0f + (0.9f * 5.0f), 0, 0, 0], batch.Values);
        Assert.Equal([1, 0, 0, 0], batch.ValueMask);
        Assert.Equal([0, 1, 0, 0], batch.Rewards);
        Assert.Equal([0, 1, 0, 0], batch.RewardMask);
        Assert.Equal([1, 0, 0, 0], batch.PolicyMask);
    }

    [Fact]
    public void Fill_CutThatPaysInAGameOfTerminalRewards_IsAnEnd()
    {
        Episode cut = EpisodeMaker.Make(_strip.Spec, [0, 0, 1], [0.1f, 0.2f, 0.3f], cutValue: 0.7f, finalToPlay: 1);
        Episode ended = EpisodeMaker.Make(_strip.Spec, [0, 0, 1], [0.1f, 0.2f, 0.3f]);

        TrainingBatch batch = Fill(_strip, cut, t: 1, unrollSteps: 4, tdSteps: 0);

        Assert.Equivalent(Fill(_strip, ended, t: 1, unrollSteps: 4, tdSteps: 0).Values, batch.Values);
        Assert.Equal([1, 1, 1, 1, 1], batch.ValueMask);
        Assert.Equal([0, 1, 1, 1, 1], batch.RewardMask);
    }

    [Fact]
    public void Fill_CutThatPaysNothingInAGameOfTerminalRewards_StaysOpen()
    {
        Episode cut = EpisodeMaker.Make(_strip.Spec, [0, 0, 0], [0.1f, 0.2f, 0.3f], cutValue: 0.7f, finalToPlay: 1);

        TrainingBatch batch = Fill(_strip, cut, t: 1, unrollSteps: 3, tdSteps: 0);

        Assert.Equal([0.7f, -0.7f, 0, 0], batch.Values);
        Assert.Equal([1, 1, 0, 0], batch.ValueMask);
    }

    [Fact]
    public void Fill_PastTheEnd_ActionsAreRandomAcrossRows()
    {
        Episode episode = EpisodeMaker.Make(_strip.Spec, [1], [0]);
        var builder = new TargetBuilder(_strip, 3, 0, useSymmetries: false);
        var batch = new TrainingBatch(200, 3, 10, 5);
        var random = new RandomStream(1);
        for (int row = 0; row < batch.Size; row++)
        {
            builder.Fill(batch, row, Sample(episode, 0), random);
        }

        int[] beyond = [.. batch.Actions.Where((_, i) => i % 3 > 0)];

        Assert.All(Enumerable.Range(0, 5), action => Assert.InRange(beyond.Count(a => a == action), 50, 110));
    }

    [Fact]
    public void Fill_UsedRow_LeavesNothingOfTheFormerSample()
    {
        Episode full = EpisodeMaker.Play(_strip, 1);
        Episode cut = EpisodeMaker.Make(_strip.Spec, [1], [0.5f], cutValue: 0.25f, finalToPlay: 1);
        var builder = new TargetBuilder(_strip, 2, 0, useSymmetries: false);
        var used = new TrainingBatch(1, 2, 10, 5);
        var fresh = new TrainingBatch(1, 2, 10, 5);

        builder.Fill(used, 0, Sample(full, 0), new RandomStream(1));
        builder.Fill(used, 0, Sample(cut, 0), new RandomStream(2));
        builder.Fill(fresh, 0, Sample(cut, 0), new RandomStream(2));

        Assert.Equivalent(fresh, used, strict: true);
    }

    [Fact]
    public void Fill_NoUnroll_IsAlphaZerosTarget()
    {
        Episode episode = EpisodeMaker.Play(_strip, 9);

        TrainingBatch batch = Fill(_strip, episode, t: 3, unrollSteps: 0, tdSteps: int.MaxValue);

        Assert.Empty(batch.Actions);
        Assert.Equal([episode.Reward(4, 1)], batch.Values);
        Assert.Equal([0], batch.RewardMask);
        Assert.Equal(1.0f, batch.Policies.Sum(), 1e-5f);
    }

    [Fact]
    public void Fill_Sample_CarriesKeyAndWeight()
    {
        Episode episode = EpisodeMaker.Play(_strip, 9);
        var batch = new TrainingBatch(2, 0, 10, 5);

        new TargetBuilder(_strip, 0, 0, false)
            .Fill(batch, 1, new ReplaySample(new PositionKey(7, 2), episode, 0.5, 0.75f), new RandomStream(1));

        Assert.Equal([default, new PositionKey(7, 2)], batch.Keys);
        Assert.Equal([0.0f, 0.75f], batch.Weights);
        Assert.Equal(episode.Observations[20..30], batch.Observations[10..]);
    }

    [Theory] // EfficientZero: 5 TD steps, one less for each 0.3 of the run's 100,000 environment steps of age.
    [InlineData(0, 5)]
    [InlineData(10_000, 5)]
    [InlineData(30_000, 4)]
    [InlineData(31_000, 4)]
    [InlineData(60_000, 3)]
    [InlineData(90_000, 2)]
    [InlineData(120_000, 1)]
    [InlineData(1_000_000, 1)]
    public void Fill_OldPosition_HasFewerTdSteps(long age, int expected)
    {
        Episode episode = EpisodeMaker.Make(
            new EpisodeWalk().Spec, [1, 2, 3, 4, 5, 6, 7, 8], [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f]);
        TargetBuilder targets = new(new EpisodeWalk(), unrollSteps: 1, tdSteps: 5, useSymmetries: false) { TdStepAge = 30_000 };
        TrainingBatch batch = targets.CreateBatch(1);

        targets.Fill(batch, 0, Sample(episode, 1) with { Age = age }, new RandomStream(1));

        NStepReturn returns = NStepReturn.For(new EpisodeWalk().Spec, expected);
        Assert.Equal([returns.At(episode, 1), returns.At(episode, 2)], batch.Values);
    }

    [Fact]
    public void Fill_OldPositionWithReturnsToTheEnd_CountsFromTheEnd()
    {
        Episode episode = EpisodeMaker.Make(_strip.Spec, [0, 0, 0, 0, 1], [0.1f, 0.2f, 0.3f, 0.4f, 0.5f]);
        TargetBuilder targets = new(_strip, unrollSteps: 0, tdSteps: int.MaxValue, useSymmetries: false) { TdStepAge = 100 };
        TrainingBatch batch = targets.CreateBatch(1);

        targets.Fill(batch, 0, Sample(episode, 1) with { Age = 250 }, new RandomStream(1));

        // Four steps to the end, two fewer: the root value of decision 3, whose mover is the same player.
        Assert.Equal([0.4f], batch.Values);
    }

    [Fact]
    public void CreateBatch_Size_FitsFill()
    {
        TargetBuilder targets = new(_strip, 3, 0, useSymmetries: false);

        TrainingBatch batch = targets.CreateBatch(4);
        targets.Fill(batch, 3, Sample(EpisodeMaker.Play(_strip, 9), 0), new RandomStream(1));

        Assert.Equal((4, 3, 10, 5), (batch.Size, batch.UnrollSteps, batch.ObservationLength, batch.ActionCount));
    }

    [Theory]
    [InlineData(1_000_000, 1_000, 10, 5)]
    [InlineData(1_000_000, 0, 10, 4_672)]
    [InlineData(1_000_000, 0, 12_096, 2)]
    public void Constructor_BatchBeyondAnyArray_NamesTheOptions(int size, int unrollSteps, int observation, int actions)
        => Assert.Contains("training.batch_size",
            Assert.Throws<UserException>(() => new TrainingBatch(size, unrollSteps, observation, actions)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void AddColumn_Width_IsARowPerSample()
    {
        TrainingBatch batch = new(2, 0, 10, 5);

        batch.AddColumn("q", 3);

        Assert.Equal(6, batch.Columns["q"].Length);
        Assert.Throws<ArgumentException>(() => batch.AddColumn("q", 3));
    }

    [Fact]
    public void Fill_OtherUnroll_Throws() =>
        Assert.Throws<ArgumentException>(() => new TargetBuilder(_strip, 3, 0, false)
            .Fill(new TrainingBatch(1, 2, 10, 5), 0, Sample(EpisodeMaker.Play(_strip, 9), 0), new RandomStream(1)));

    [Fact]
    public void Fill_Symmetries_ShowsEitherTheRowOrItsMirrorWhole()
    {
        int mirrored = 0;
        var property = Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            Episode episode = EpisodeMaker.Play(_strip, seed);
            int t = (int)(seed % 5);
            TrainingBatch plain = Fill(_strip, episode, t, 2, 0);
            TrainingBatch seen = Fill(_strip, episode, t, 2, 0, useSymmetries: true, seed);
            TrainingBatch mirror = Mirror(plain);
            int known = Math.Min(2, 5 - t);
            bool isMirror = Same(seen, mirror, known);
            mirrored += isMirror ? 1 : 0;
            return (isMirror || Same(seen, plain, known)) && seen.Values.SequenceEqual(plain.Values)
                && seen.Rewards.SequenceEqual(plain.Rewards);
        });

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), property);
        Assert.InRange(mirrored, 40, 160);
    }

    [Fact]
    public void Fill_Row_AllocatesNothing()
    {
        Episode episode = EpisodeMaker.Play(_strip, 1);
        var builder = new TargetBuilder(_strip, 5, 0, useSymmetries: true);
        var batch = new TrainingBatch(1, 5, 10, 5);
        ReplaySample sample = Sample(episode, 2);
        var random = new RandomStream(1);
        builder.Fill(batch, 0, sample, random);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            builder.Fill(batch, 0, sample, random);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ReplaySample Sample(Episode episode, int t) => new(new PositionKey(0, t), episode, 1.0, 1.0f);

    private static TrainingBatch Fill(IGame game, Episode episode, int t, int unrollSteps, int tdSteps, bool useSymmetries = false,
        ulong seed = 1, bool observesNext = false, int valuePrefix = 0)
    {
        TargetBuilder builder = new(game, unrollSteps, tdSteps, useSymmetries) { ObservesNext = observesNext, ValuePrefix = valuePrefix };
        TrainingBatch batch = builder.CreateBatch(1);
        builder.Fill(batch, 0, Sample(episode, t), new RandomStream(seed));
        return batch;
    }

    private static TrainingBatch Mirror(TrainingBatch batch)
    {
        var mirror = new TrainingBatch(1, batch.UnrollSteps, 10, 5);
        _strip.TransformObservation(1, batch.Observations, mirror.Observations);
        for (int k = 0; k < batch.Actions.Length; k++)
        {
            mirror.Actions[k] = 4 - batch.Actions[k];
        }

        for (int i = 0; i < batch.Policies.Length; i++)
        {
            mirror.Policies[(i / 5 * 5) + 4 - (i % 5)] = batch.Policies[i];
        }

        return mirror;
    }

    // Actions beyond the end are random, so only the known ones are compared.
    private static bool Same(TrainingBatch a, TrainingBatch b, int knownActions) =>
        a.Observations.SequenceEqual(b.Observations) && a.Policies.SequenceEqual(b.Policies)
            && a.Actions.AsSpan(0, knownActions).SequenceEqual(b.Actions.AsSpan(0, knownActions));
}
