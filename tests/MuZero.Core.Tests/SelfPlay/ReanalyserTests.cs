using MuZero.Games;
using MuZero.Networks;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.SelfPlay;

public class ReanalyserTests
{
    private const int Simulations = 12;

    public static TheoryData<string, bool> Games => new()
    {
        { "noughts", false }, { "noughts", true }, { "walk", false }, { "strip", true }, { "timed", false }, { "timed", true },
        { "dice", false }, { "table", false }, { "table", true },
    };

    [Theory]
    [MemberData(nameof(Games))]
    public void Refresh_SeveralEpisodes_TargetsAreThoseOfASearchOfEachPosition(string name, bool perfect)
    {
        IGame game = Game(name);
        Episode[] episodes = [.. Enumerable.Range(1, 7).Select(seed => EpisodeMaker.Play(game, (ulong)seed))];
        using Reanalyser reanalyser = New(game, perfect, positions: 4, noise: false);

        Episode[] fresh = reanalyser.Refresh(episodes);

        StubNetwork network = new(game, dynamics: !perfect);
        IPlanner alone = NewPlanner(game, network, perfect, positions: 1);
        Decisions decisions = new(1, game.Spec);
        Assert.All(fresh, episode =>
        {
            EpisodeReplayer replayer = new(game, episode);
            for (int t = 0; t < episode.Length; t++, replayer.Advance())
            {
                alone.Plan([replayer.State], [], decisions);
                Assert.Equal(decisions.Value(0), episode.RootValues[t]);
                int players = decisions.PlayerValues(0).Length; // 0 up to two
                Assert.Equal(decisions.PlayerValues(0).ToArray(), episode.PlayerValues.AsSpan(t * players, players).ToArray());
                Assert.Equal(decisions.Policy(0).ToArray(), Policy(game, episode, t));
            }

            Assert.Equal(episode.Truncated ? ValueAt(network, replayer.State, episode.FinalToPlay) : 0.0f, episode.FinalValue);
        });
    }

    [Fact]
    public void Refresh_Always_KeepsWhatWasPlayed()
    {
        EpisodeWalk game = new();
        Episode old = EpisodeMaker.Play(game, 3);
        using Reanalyser reanalyser = New(game, perfect: false, positions: 4, noise: true);
        reanalyser.Load(new WeightSnapshot(9, default));

        Episode fresh = reanalyser.Refresh([old]).Single();

        Assert.Equal(9, fresh.ReanalysedWeightVersion);
        Assert.Equal(9, fresh.TargetWeightVersion);
        Assert.Same(old.Observations, fresh.Observations);
        Assert.Equal((old.Seed, old.FirstWeightVersion, old.LastWeightVersion, old.Producer, old.Sequence),
            (fresh.Seed, fresh.FirstWeightVersion, fresh.LastWeightVersion, fresh.Producer, fresh.Sequence));
        Assert.Equal((old.Actions, old.Rewards, old.ChanceOutcomes), (fresh.Actions, fresh.Rewards, fresh.ChanceOutcomes));
        Assert.NotEqual(old.RootValues, fresh.RootValues);
    }

    [Fact]
    public void Refresh_WithNoise_DrawsFromItsSeed()
    {
        EpisodeStrip game = new();
        Episode old = EpisodeMaker.Play(game, 3);
        using Reanalyser one = New(game, perfect: false, positions: 4, noise: true);
        using Reanalyser same = New(game, perfect: false, positions: 4, noise: true);
        using Reanalyser silent = New(game, perfect: false, positions: 4, noise: false);

        Episode noisy = one.Refresh([old]).Single();

        Assert.Equal(noisy.PolicyWeights, same.Refresh([old]).Single().PolicyWeights);
        Assert.NotEqual(noisy.PolicyWeights, silent.Refresh([old]).Single().PolicyWeights);
        Assert.NotEqual(noisy.PolicyWeights, one.Refresh([old]).Single().PolicyWeights);
    }

    [Fact]
    public void Load_OfSave_GoesOnWithTheSameNoise()
    {
        EpisodeStrip game = new();
        Episode old = EpisodeMaker.Play(game, 3);
        using Reanalyser one = New(game, perfect: false, positions: 4, noise: true);
        using Reanalyser other = New(game, perfect: false, positions: 4, noise: true);
        one.Refresh([old]);
        using MemoryStream stream = new();
        one.Save(new BinaryWriter(stream));
        stream.Position = 0;

        other.Load(new BinaryReader(stream));

        Assert.Equal(one.Refresh([old]).Single().PolicyWeights, other.Refresh([old]).Single().PolicyWeights);
    }

    private static IGame Game(string name) => name switch
    {
        "noughts" => new Noughts(),
        "walk" => new EpisodeWalk(),
        "strip" => new EpisodeStrip(),
        "dice" => new PayingDice(),
        "table" => new TableGame(3, 9),
        _ => new TimedGame(2, canStop: true),
    };

    private static Reanalyser New(IGame game, bool perfect, int positions, bool noise)
    {
        StubNetwork network = new(game, dynamics: !perfect);
        return new Reanalyser(game, network, NewPlanner(game, network, perfect, positions), noise, seed: 5);
    }

    private static IPlanner NewPlanner(IGame game, StubNetwork network, bool perfect, int positions)
        => Planner.Create(
            perfect ? new PerfectModel(network, game.Spec) : new LearnedModel(network, game.Spec),
            new SearchOptions { Simulations = Simulations }, positions);

    private static float[] Policy(IGame game, Episode episode, int t)
    {
        float[] policy = new float[game.Spec.Actions];
        for (int i = episode.PolicyOffsets[t]; i < episode.PolicyOffsets[t + 1]; i++)
        {
            policy[episode.PolicyActions[i]] = episode.PolicyWeights[i];
        }

        return policy;
    }

    private static float ValueAt(StubNetwork network, IGameState state, int observer)
    {
        InferenceBatch batch = new(1, network.Shape) { Count = 1 };
        state.Observe(observer, batch.Observations);
        network.Initial(batch);
        return batch.Values[0];
    }
}
