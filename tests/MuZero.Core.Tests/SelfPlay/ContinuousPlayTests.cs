using MuZero.Errors;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.SelfPlay;

/// <summary>Episodes of continuous actions, from self-play over bytes to a training batch.</summary>
public class ContinuousPlayTests
{
    private const int Samples = 5;

    private static readonly BoxWalk _game = new();

    [Fact]
    public void PlayMove_Episode_HoldsPlayedAndSampledActions()
    {
        Episode episode = Play(seed: 1);

        ActionBox box = _game.Spec.ActionBox!;
        Assert.Equal(2 * BoxWalk.Steps, episode.ActionVectors.Length);
        Assert.Equal(2 * episode.PolicyActions.Length, episode.PolicyVectors.Length);
        for (int t = 0; t < episode.Length; t++)
        {
            float[] played = episode.ActionVectors[(2 * t)..((2 * t) + 2)];
            Assert.Equal(box.Nearest(played), episode.Actions[t]);
            Assert.Contains(Enumerable.Range(episode.PolicyOffsets[t], episode.PolicyOffsets[t + 1] - episode.PolicyOffsets[t]),
                i => episode.PolicyVectors.AsSpan(2 * i, 2).SequenceEqual(played));
        }

        Assert.Null(EpisodeCheck.Fault(episode, _game.Spec));
    }

    [Fact]
    public void PlayMove_RandomMoves_ArePointsOfTheGrid()
    {
        Episode episode = Play(seed: 1, new SelfPlayOptions { Games = 1, RandomMoves = 1.0 });

        Assert.Equal(Enumerable.Range(0, BoxWalk.Steps), episode.Exploratory);
        float[] point = new float[2];
        for (int t = 0; t < episode.Length; t++)
        {
            _game.Spec.ActionBox!.Write(episode.Actions[t], point);
            Assert.Equal(point, episode.ActionVectors[(2 * t)..((2 * t) + 2)]);
        }
    }

    [Fact]
    public void Decode_OfEncode_IsTheEpisodeInTheNewestFormat()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            Episode episode = Play(seed);
            byte[] frame = EpisodeCodec.Encode(episode);

            Assert.Equal(EpisodeCodec.FormatVersion, frame[4]);
            Assert.Equivalent(episode, EpisodeCodec.Decode(frame, _game), strict: true);
        }
    }

    [Fact]
    public void Encode_DiscreteActions_KeepsTheFormatOfBefore()
        => Assert.Equal(2, EpisodeCodec.Encode(EpisodeMaker.Play(new EpisodeStrip(), 1))[4]);

    [Theory]
    [InlineData(1.5f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Fault_ActionOutsideOfTheBox_NamesIt(float number)
    {
        Episode episode = Play(seed: 2);
        float[] played = [.. episode.ActionVectors], sampled = [.. episode.PolicyVectors];
        (played[2], sampled[4]) = (number, number);

        foreach (Episode wrong in new[] { new(episode) { ActionVectors = played }, new Episode(episode) { PolicyVectors = sampled } })
        {
            Assert.Equal("a continuous action is not within [-1, 1] x [-2, 2]", EpisodeCheck.Fault(wrong, _game.Spec));
            Assert.Throws<CorruptDataException>(() => EpisodeCodec.Decode(EpisodeCodec.Encode(wrong), _game));
        }
    }

    [Fact]
    public void Fault_MissingOrUnexpectedVectors_NamesTheLengths()
    {
        Episode continuous = new(Play(seed: 2)) { PolicyVectors = [] };
        Episode discrete = new(EpisodeMaker.Play(new EpisodeStrip(), 1)) { ActionVectors = [0.5f] };

        Assert.Contains("2 dimensions", EpisodeCheck.Fault(continuous, _game.Spec), StringComparison.Ordinal);
        Assert.Contains("0 dimensions", EpisodeCheck.Fault(discrete, new EpisodeStrip().Spec), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UnfinishedEpisode_GoesOnAsIfNothingHadHappened()
    {
        List<Episode> through = [], resumed = [];
        using Actor first = Actor(seed: 3), second = Actor(seed: 3);
        first.PlayMove(through);
        first.PlayMove(through);
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        first.Save(writer);
        stream.Position = 0;

        second.Load(new BinaryReader(stream));

        for (int move = 0; move < 8; move++)
        {
            first.PlayMove(through);
            second.PlayMove(resumed);
        }

        Assert.Equivalent(through, resumed, strict: true);
    }

    [Fact]
    public void Refresh_Episode_SamplesAnewAndKeepsWhatWasPlayed()
    {
        Episode episode = Play(seed: 1);
        StubNetwork network = new(_game) { Version = 9 };
        using Reanalyser reanalyser = new(_game, network, Planner(network), noise: true, seed: 77);

        Episode fresh = Assert.Single(reanalyser.Refresh([episode]));

        Assert.Null(EpisodeCheck.Fault(fresh, _game.Spec));
        Assert.Equal(episode.ActionVectors, fresh.ActionVectors);
        Assert.NotEqual(episode.PolicyVectors, fresh.PolicyVectors);
    }

    [Fact]
    public void Fill_Decisions_ScaledSamplesWithTheirShares()
    {
        Episode episode = Play(seed: 1);
        TargetBuilder builder = new(_game, unrollSteps: 3, tdSteps: 2, useSymmetries: true) { SampledActions = Samples };
        TrainingBatch batch = builder.CreateBatch(1);

        builder.Fill(batch, 0, new ReplaySample(new PositionKey(0, 2), episode, 1.0, 1.0f), new RandomStream(1));

        float[] vectors = batch.Columns[TrainingBatch.PolicyVectors], actions = batch.Columns[TrainingBatch.ActionVectors];
        int first = episode.PolicyOffsets[2], count = episode.PolicyOffsets[3] - first;
        Assert.Equal(episode.PolicyWeights[first..(first + count)], batch.Policies[..count]);
        Assert.All(batch.Policies[count..Samples], share => Assert.Equal(0.0f, share));
        Assert.Equal(episode.PolicyVectors[2 * first], vectors[0], 1e-6f);
        Assert.Equal(episode.PolicyVectors[(2 * first) + 1] / 2.0f, vectors[1], 1e-6f); // the box is [-1, 1] x [-2, 2]
        Assert.Equal(episode.ActionVectors[4], actions[0], 1e-6f);
        Assert.Equal(episode.ActionVectors[7] / 2.0f, actions[3], 1e-6f);
        Assert.Equal([1.0f, 1.0f, 0.0f, 0.0f], batch.PolicyMask);
        Assert.All(actions, number => Assert.InRange(number, -1.0f, 1.0f));
    }

    private static Episode Play(ulong seed, SelfPlayOptions? options = null)
    {
        using Actor actor = Actor(seed, options);
        List<Episode> finished = [];
        while (finished.Count == 0)
        {
            actor.PlayMove(finished);
        }

        return finished[0];
    }

    private static Actor Actor(ulong seed, SelfPlayOptions? options = null)
    {
        StubNetwork network = new(_game);
        return new Actor("test", _game, network, Planner(network), options ?? new SelfPlayOptions { Games = 1 }, seed);
    }

    private static IPlanner Planner(StubNetwork network) => MuZero.Search.Planner.CreateContinuous(
        network, _game.Spec, new SearchOptions { Simulations = 12, SampledActions = Samples }, positions: 1);
}
