using System.Text.Json;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.SelfPlay;

public class ActorTests
{
    public static TheoryData<string> Games => ["noughts", "walk", "strip", "timed", "dice", "table", "free table"];

    [Theory]
    [MemberData(nameof(Games))]
    public void PlayMove_Episodes_AgreeWithPlayingThemAgain(string name)
    {
        IGame game = Game(name);
        using Actor actor = New(game);

        List<Episode> episodes = Play(actor, 40);

        Assert.NotEmpty(episodes);
        Assert.All(episodes, episode =>
        {
            float[] observations = new float[episode.Observations.Length];
            float[] final = new float[game.Spec.Observation.Length];
            EpisodeReplayer.Observe(game, episode, observations, final);
            Assert.Equal(episode.Observations, observations);
            Assert.Equal(episode.FinalObservation, final);
            Assert.Equal(Received(game, episode), episode.Rewards);
        });
        Assert.Equal(40 * 4, actor.Moves);
        Assert.Equal(40 * 4 * 12, actor.Simulations);
        Assert.Equal(Enumerable.Range(0, episodes.Count).Select(i => (long)i), episodes.Select(episode => episode.Sequence));
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void PlayMove_Policies_SumToOneOverLegalActions(string name)
    {
        IGame game = Game(name);
        using Actor actor = New(game);

        Assert.All(Play(actor, 30), episode =>
        {
            Assert.Equal(episode.Length + 1, episode.PolicyOffsets.Length);
            EpisodeReplayer replayer = new(game, episode);
            for (int t = 0; t < episode.Length; t++, replayer.Advance())
            {
                Range entries = episode.PolicyOffsets[t]..episode.PolicyOffsets[t + 1];
                int[] legal = new int[game.Spec.Actions];
                legal = legal[..replayer.State.LegalActions(legal)];
                Assert.Empty(episode.PolicyActions[entries].Except(legal));
                Assert.Equal(1.0f, episode.PolicyWeights[entries].Sum(), 1e-5f);
                Assert.Contains(episode.Actions[t], episode.PolicyActions[entries]);
            }
        });
    }

    [Fact]
    public void PlayMove_ChanceGame_RecordsOutcomesAndBothEnds()
    {
        var game = new EpisodeWalk();
        StubEvaluation slow = (_, logits) =>
        {
            logits.Clear();
            logits[1] = 5.0f;
            return 0.5f;
        };
        using Actor actor = New(game, new StubNetwork(game) { Evaluation = slow });

        List<Episode> episodes = Play(actor, 600);

        Assert.Contains(episodes, episode => episode.Truncated);
        Assert.Contains(episodes, episode => !episode.Truncated);
        Assert.All(episodes, episode => Assert.Equal(episode.ChanceOutcomes.Length, episode.ChanceCounts.Sum()));
        Assert.All(episodes, episode => Assert.Equal(episode.Truncated ? 0.5f : 0.0f, episode.FinalValue));
        Assert.Equal([0, 1], episodes.SelectMany(episode => episode.ChanceOutcomes).Distinct().Order());
    }

    [Theory]
    [InlineData(1, 0, 2.1f)]
    [InlineData(2, 0, 2.1f)]
    public void PlayMove_TimeLimit_AsksTheNetworkForWhoWouldMove(int players, int observer, float expected)
    {
        var game = new TimedGame(players, canStop: false);
        StubEvaluation evaluation = (observation, logits) =>
        {
            logits.Clear();
            return observation[0] + (0.1f * observation[1]);
        };
        using Actor actor = New(game, new StubNetwork(game, dynamics: false) { Evaluation = evaluation }, perfect: true);

        List<Episode> episodes = Play(actor, 2);

        Assert.Equal(4, episodes.Count);
        Assert.All(episodes, episode =>
        {
            Assert.True(episode.Truncated);
            Assert.Equal(observer, episode.FinalToPlay);
            Assert.Equal(expected, episode.FinalValue, 1e-6f);
        });
    }

    [Fact]
    public void PlayMove_Terminated_HasNoFinalValue()
    {
        using Actor actor = New(new Noughts());

        Assert.All(Play(actor, 30),
            episode => Assert.Equal((false, 0.0f, 0), (episode.Truncated, episode.FinalValue, episode.FinalToPlay)));
    }

    [Fact]
    public void PlayMove_AmongOtherGames_PlaysWhatItPlaysAlone()
    {
        using Actor alone = New(new EpisodeStrip(), options: new SelfPlayOptions { Games = 1 });
        using Actor together = New(new EpisodeStrip(), options: new SelfPlayOptions { Games = 7 });

        List<Episode> expected = Play(alone, 5 * EpisodeStrip.Cells);
        List<Episode> actual = [.. Play(together, 5 * EpisodeStrip.Cells).Where((_, index) => index % 7 == 0)];

        Assert.Equal(5, expected.Count);
        Assert.Equal(expected.Select(episode => episode.Actions), actual.Select(episode => episode.Actions));
        Assert.Equal(expected.Select(episode => episode.RootValues), actual.Select(episode => episode.RootValues));
        Assert.True(expected.Select(episode => string.Join(' ', episode.Actions)).Distinct().Count() > 1);
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void Load_InTheMiddleOfGames_GoesOnBitByBit(string name)
    {
        IGame game = Game(name);
        using Actor first = New(game);
        Play(first, 7);
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        first.Save(writer);
        file.Position = 0;
        using Actor second = New(game);

        second.Load(new BinaryReader(file));

        Assert.Equal(file.Length, file.Position);
        Assert.Equal(first.Started, second.Started);
        List<Episode> expected = Play(first, 33);
        Assert.NotEmpty(expected);
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(Play(second, 33)));
    }

    [Fact]
    public void Load_OtherNumberOfGames_IsIncompatible()
    {
        using Actor four = New(new Noughts());
        using Actor five = New(new Noughts(), options: new SelfPlayOptions { Games = 5 });
        using var file = new MemoryStream();
        four.Save(new BinaryWriter(file));
        file.Position = 0;

        var fault = Assert.Throws<IncompatibleException>(() => five.Load(new BinaryReader(file)));

        Assert.Contains("plays 4 games at once; this run plays 5", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ContinueAfter_AnEarlierActor_RepeatsNoSeedNoNumberAndNoGame()
    {
        using Actor earlier = New(new Noughts());
        List<Episode> before = Play(earlier, 50);
        using Actor later = New(new Noughts());

        later.ContinueAfter(earlier.Started);

        List<Episode> after = Play(later, 50);
        Episode[] all = [.. before, .. after];
        Assert.Equal(all.Length, all.Select(episode => episode.Seed).Distinct().Count());
        Assert.Equal(all.Length, all.Select(episode => episode.Sequence).Distinct().Count());
        Assert.NotEqual(before.Take(4).Select(Line), after.Take(4).Select(Line));
    }

    [Fact]
    public void PlayMove_SameSeed_PlaysTheSameAndAnotherSeedDoesNot()
    {
        using Actor first = New(new Noughts(), seed: 1);
        using Actor second = New(new Noughts(), seed: 1);
        using Actor other = New(new Noughts(), seed: 2);

        string[] expected = [.. Play(first, 20).Select(Line)];

        Assert.Equal(expected, Play(second, 20).Select(Line));
        Assert.NotEqual(expected, Play(other, 20).Select(Line));
    }

    [Fact]
    public void PlayMove_TemperatureMoves_DrawsFirstAndTakesTheMostVisitedLater()
    {
        using Actor actor = New(new Noughts(),
            options: new SelfPlayOptions { Games = 4, Temperature = 1, TemperatureMoves = 2, FinalTemperature = 0 });

        List<Episode> episodes = Play(actor, 90);

        Assert.Contains(episodes, episode => !IsMostVisited(episode, 0));
        Assert.Contains(episodes, episode => !IsMostVisited(episode, 1));
        Assert.All(episodes, episode => Assert.All(Enumerable.Range(2, episode.Length - 2), t => Assert.True(IsMostVisited(episode, t))));
    }

    [Fact]
    public void PlayMove_RandomMovesAlways_PlaysAnythingLegalAndRecordsTheSearch()
    {
        var game = new Noughts();
        StubEvaluation onlyFirst = (_, logits) =>
        {
            logits.Clear();
            logits[0] = 50.0f;
            return 0.0f;
        };
        SelfPlayOptions options = new() { Games = 4, RandomMoves = 1.0, Temperature = 0.0 };
        using Actor actor = New(game, new StubNetwork(game, dynamics: false) { Evaluation = onlyFirst }, perfect: true, options,
            noise: 0.0);

        List<Episode> episodes = Play(actor, 90);

        Assert.Equal(Enumerable.Range(0, 9), episodes.Select(episode => episode.Actions[0]).Distinct().Order());
        Assert.All(episodes, episode => Assert.Equal(0, episode.PolicyActions[0]));
        Assert.All(episodes, episode => Assert.True(episode.PolicyWeights[0] > 0.9f));
    }

    [Fact]
    public void PlayMove_NewWeightsInTheMiddle_NamesTheFirstAndTheLast()
    {
        using Actor actor = New(new EpisodeStrip(), options: new SelfPlayOptions { Games = 1 });
        actor.Load(new WeightSnapshot(3, ReadOnlyMemory<byte>.Empty));
        Play(actor, 2);
        actor.Load(new WeightSnapshot(4, ReadOnlyMemory<byte>.Empty));

        Episode episode = Assert.Single(Play(actor, 3));

        Assert.Equal((3, 4), (episode.FirstWeightVersion, episode.LastWeightVersion));
    }

    [Fact]
    public void PlayMove_TemperatureDecay_CoolsWithTheWeightsStep()
    {
        SelfPlayOptions options = new() { Games = 8, TemperatureDecay = 0.5, TemperatureDecaySteps = 1 };
        using Actor actor = New(new EpisodeStrip(), options: options);

        actor.Load(new WeightSnapshot(1, ReadOnlyMemory<byte>.Empty));
        List<Episode> warm = Play(actor, 5);
        actor.Load(new WeightSnapshot(2, ReadOnlyMemory<byte>.Empty) { Step = 30 });
        List<Episode> cool = Play(actor, 5);

        Assert.Contains(warm, episode => Enumerable.Range(0, episode.Length).Any(t => !IsMostVisited(episode, t)));
        Assert.All(cool, episode => Assert.All(Enumerable.Range(0, episode.Length), t => Assert.True(IsMostVisited(episode, t))));
    }

    [Theory]
    [InlineData(0, 0, 2.0), InlineData(0, 100, 1.0), InlineData(0, 50, 1.4142136), InlineData(3, 0, 0.5), InlineData(3, 200, 0.125)]
    public void TemperatureAt_FallsByTheFactorEverySoManySteps(int decision, long step, double expected)
    {
        SelfPlayOptions options = new()
        {
            Temperature = 2,
            TemperatureMoves = 3,
            FinalTemperature = 0.5,
            TemperatureDecay = 0.5,
            TemperatureDecaySteps = 100
        };

        Assert.Equal(expected, options.TemperatureAt(decision, step), 1e-6);
    }

    [Theory]
    [InlineData(0, 64), InlineData(1, 1), InlineData(128, 128)]
    public void WithGames_LeftOpen_IsTheDefault(int games, int expected)
        => Assert.Equal(expected, new SelfPlayOptions { Games = games }.WithGames().Games);

    [Fact]
    public void PlayMove_WithPriorities_AreTheDistancesFromTheReturn()
    {
        var game = new EpisodeWalk();
        var priorities = new NStepReturn(2, 0.9f);
        using Actor actor = New(game, priorities: priorities);

        Assert.All(Play(actor, 20), episode =>
        {
            float[] expected = new float[episode.Length];
            priorities.FillPriorities(episode, expected);
            Assert.Equal(expected, episode.Priorities);
            Assert.Contains(expected, priority => priority > 0.0f);
        });
    }

    private static string Line(Episode episode) => string.Join(' ', episode.Actions);

    private static bool IsMostVisited(Episode episode, int t)
    {
        Range entries = episode.PolicyOffsets[t]..episode.PolicyOffsets[t + 1];
        float[] weights = episode.PolicyWeights[entries];
        return episode.PolicyActions[entries][Array.IndexOf(weights, weights.Max())] == episode.Actions[t];
    }

    // [L, P] what the rules pay, chance outcomes included.
    private static float[] Received(IGame game, Episode episode)
    {
        IGameState state = game.NewGame(episode.Seed);
        var outcomes = new Queue<int>(episode.ChanceOutcomes);
        int players = game.Spec.Players;
        float[] rewards = new float[episode.Length * players];
        float[] step = new float[players];
        for (int i = 0; i < episode.ChanceCounts.FirstOrDefault(); i++)
        {
            state.Apply(outcomes.Dequeue());
        }

        for (int t = 0; t < episode.Length; t++)
        {
            int chances = episode.ChanceCounts.Length == 0 ? 0 : episode.ChanceCounts[t + 1];
            for (int i = 0; i <= chances; i++)
            {
                state.Apply(i == 0 ? episode.Actions[t] : outcomes.Dequeue());
                state.Rewards(step);
                for (int player = 0; player < players; player++)
                {
                    rewards[(t * players) + player] += step[player];
                }
            }
        }

        return rewards;
    }

    private static IGame Game(string name) => name switch
    {
        "noughts" => new Noughts(),
        "walk" => new EpisodeWalk(),
        "strip" => new EpisodeStrip(),
        "dice" => new PayingDice(),
        "table" => new TableGame(3, 9),
        "free table" => new TableGame(4, 9, TurnModel.Arbitrary),
        _ => new TimedGame(2, canStop: true),
    };

    private static List<Episode> Play(Actor actor, int steps)
    {
        List<Episode> finished = [];
        for (int i = 0; i < steps; i++)
        {
            actor.PlayMove(finished);
        }

        return finished;
    }

    private static Actor New(
        IGame game, StubNetwork? network = null, bool perfect = false, SelfPlayOptions? options = null, ulong seed = 11,
        double noise = 0.25, NStepReturn? priorities = null)
    {
        network ??= new StubNetwork(game);
        ISearchModel model = perfect ? new PerfectModel(network, game.Spec) : new LearnedModel(network, game.Spec);
        options ??= new SelfPlayOptions { Games = 4 };
        IPlanner planner = Planner.Create(model, new SearchOptions { Simulations = 12, RootNoise = noise }, options.Games);
        return new Actor("test", game, network, planner, options, seed, priorities);
    }
}
