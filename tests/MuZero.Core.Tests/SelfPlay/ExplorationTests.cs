using MuZero.Games;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.SelfPlay;

/// <summary>Moves played at random are marked, and value targets end there.</summary>
public sealed class ExplorationTests
{
    private static readonly EpisodeStrip _strip = new();

    [Fact]
    public void Step_RandomMoves_AreMarkedInTheirShare()
    {
        List<Episode> episodes = Play(share: 0.25);

        double share = episodes.Sum(episode => (double)episode.Exploratory.Length) / episodes.Sum(episode => (double)episode.Length);
        Assert.InRange(share, 0.22, 0.28);
    }

    [Fact]
    public void At_ARandomMoveAhead_BootstrapsFromTheSearchsValueThere()
    {
        NStepReturn returns = new(int.MaxValue, 1.0f);
        List<Episode> episodes = Play(share: 0.3);

        Assert.Contains(episodes, episode => episode.Exploratory.Length > 0 && episode.Exploratory[0] > 0);
        foreach (Episode episode in episodes)
        {
            for (int t = 0; t < episode.Length; t++)
            {
                int[] later = [.. episode.Exploratory.Where(exploratory => exploratory >= t)];
                float expected = later.Length == 0
                    ? episode.Reward(episode.Length - 1, episode.ToPlay[t])
                    : Seats.Sign(episode.ToPlay[later[0]], episode.ToPlay[t]) * episode.RootValues[later[0]];

                Assert.Equal(expected, returns.At(episode, t), 1e-6f);
            }
        }
    }

    [Fact]
    public void Step_RandomOpening_LengthIsUniformFromNoneToTheLimit()
    {
        List<Episode> episodes = Play(new SelfPlayOptions { Games = 8, RandomOpening = 2 });

        int[] lengths = new int[3];
        foreach (Episode episode in episodes)
        {
            int opening = episode.Exploratory.Length;
            Assert.Equal(Enumerable.Range(0, opening), episode.Exploratory); // the first moves, without a gap
            lengths[opening]++;
        }

        Assert.All(lengths, count => Assert.InRange(count / (double)episodes.Count, 0.25, 0.42));
    }

    [Fact]
    public void Step_RandomOpening_DrawsAllLegalActions()
    {
        Exploration exploration = new(new SelfPlayOptions { Games = 1, RandomOpening = 1_000_000 }, _strip.Spec);
        IGameState state = new EpisodeStrip().NewGame(1);
        RandomStream random = new(3);
        int legal = state.LegalActions(new int[_strip.Spec.Actions]);

        HashSet<int?> drawn = [.. Enumerable.Range(0, 100).Select(_ => exploration.RandomAction(0, state, random))
            .Where(a => a is not null)];

        Assert.Equal(legal, drawn.Count);
    }

    [Fact]
    public void Load_WhatSaveWroteInAnOpening_GoesOnWithIt()
    {
        SelfPlayOptions options = new() { Games = 1, RandomOpening = 1_000_000 };
        IGameState state = new EpisodeStrip().NewGame(1);
        Exploration first = new(options, _strip.Spec);
        RandomStream random = new(3);
        _ = first.RandomAction(0, state, random);
        using MemoryStream stream = new();
        first.Save(0, new BinaryWriter(stream));
        stream.Position = 0;
        Exploration second = new(options, _strip.Spec);

        second.Load(0, new BinaryReader(stream));

        using MemoryStream saved = new();
        second.Save(0, new BinaryWriter(saved));
        Assert.Equal(stream.ToArray(), saved.ToArray());
        Assert.NotNull(second.RandomAction(0, state, random));
    }

    [Fact]
    public void Decode_AnEncodedEpisode_KeepsTheMarks()
    {
        Episode episode = Play(share: 0.5).First(episode => episode.Exploratory.Length > 1);

        Assert.Equal(episode.Exploratory, EpisodeCodec.Decode(EpisodeCodec.Encode(episode), _strip).Exploratory);
    }

    [Fact]
    public void Load_WhatSaveWroteMidGame_KeepsTheMarks()
    {
        Actor first = New(share: 0.5);
        first.PlayMove([]);
        first.PlayMove([]);
        using MemoryStream stream = new();
        first.Save(new BinaryWriter(stream));
        stream.Position = 0;
        Actor second = New(share: 0.5);

        second.Load(new BinaryReader(stream));

        Assert.Equal(Steps(first, 10).Select(Marks), Steps(second, 10).Select(Marks));
    }

    [Fact]
    public void Step_WithAnExponent_RepeatsEachRandomMoveAsTheZetaDistributionSays()
    {
        // Nothing is applied, so every action stays legal and a repeated move ends only by its own length.
        Exploration strokes = new(new SelfPlayOptions { Games = 1, RandomMoves = 0.02, RandomMoveExponent = 2.0 },
            new EpisodeStrip().Spec with { MaxLength = 1_000 });
        IGameState state = new EpisodeStrip().NewGame(1);
        RandomStream random = new(5);
        List<int> lengths = [];
        int length = 0;
        for (int move = 0; move < 400_000; move++)
        {
            length = strokes.RandomAction(0, state, random) is null ? 0 : length + 1;
            if (length == 1)
            {
                lengths.Add(1);
            }
            else if (length > 1)
            {
                lengths[^1] = length;
            }
        }

        // 6 / pi^2 of them are single; two in a row without a pause between them are rare.
        Assert.InRange(lengths.Count(n => n == 1) / (double)lengths.Count, 0.58, 0.63);
        Assert.InRange(lengths.Count(n => n > 10) / (double)lengths.Count, 0.045, 0.085);
    }

    [Fact]
    public void RandomAction_InATwoPlayerGame_IsRepeatedByItsOwnPlayerOnly()
    {
        // The first player's random move is repeated for a while; the second has only its own.
        Exploration strokes = new(new SelfPlayOptions { Games = 1, RandomMoves = 0.05, RandomMoveExponent = 0.5 },
            new EpisodeStrip().Spec with { MaxLength = 1_000 });
        RandomStream random = new(5);
        int repeated = 0;
        int copied = 0;
        int?[] last = [null, null];
        for (int move = 0; move < 20_000; move++)
        {
            int player = move % 2;
            int? action = strokes.RandomAction(0, new Turn(player), random);
            repeated += action is not null && action == last[player] ? 1 : 0;
            copied += action is not null && last[player] is null && last[1 - player] is not null ? 1 : 0;
            last[player] = action;
        }

        // A random move begins on 5 % of the turns outside of strokes, whatever the other player does.
        Assert.True(repeated > 5_000);
        Assert.InRange(copied, 0, 1_000);
    }

    [Fact]
    public void Load_OfAnEarlierVersionsTwoPlayerGame_GivesItsOnePairToTheFirstPlayer()
    {
        SelfPlayOptions options = new() { Games = 2, RandomMoves = 1e-9, RandomMoveExponent = 1.0 };
        Exploration strokes = new(options, new EpisodeStrip().Spec);
        using MemoryStream stream = new();
        BinaryWriter writer = new(stream);
        (int Action, int Left)[] games = [(3, 1), (4, 0)];
        foreach ((int action, int left) in games)
        {
            writer.Write(action);
            writer.Write(left);
        }

        stream.Position = 0;
        BinaryReader reader = new(stream);
        strokes.Load(0, reader);
        strokes.Load(1, reader);

        RandomStream random = new(1);
        Assert.Equal([null, 3, null, null],
            [strokes.RandomAction(0, new Turn(1), random), strokes.RandomAction(0, new Turn(0), random),
            strokes.RandomAction(0, new Turn(0), random), strokes.RandomAction(1, new Turn(0), random)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Load_InTheMiddleOfAStroke_RepeatsItToItsEnd(int players)
    {
        SelfPlayOptions options = new() { Games = 1, RandomMoves = 0.5, RandomMoveExponent = 1.0 };
        GameSpec spec = new EpisodeStrip().Spec with { MaxLength = 1_000, Players = players };
        Exploration first = new(options, spec);
        RandomStream random = new(9);
        int? action = null;
        for (int move = 0; move < 50; move++)
        {
            action = first.RandomAction(0, new Turn(move % players), random);
        }

        using MemoryStream stream = new();
        first.Save(0, new BinaryWriter(stream));
        stream.Position = 0;
        Exploration second = new(options, spec);
        second.Load(0, new BinaryReader(stream));
        RandomStream other = new(9) { State = random.State };

        Assert.Equal(Enumerable.Range(0, 50).Select(move => first.RandomAction(0, new Turn(move % players), random)),
            Enumerable.Range(0, 50).Select(move => second.RandomAction(0, new Turn(move % players), other)));
    }

    // Five actions for a player to choose from.
    private sealed class Turn(int player) : IGameState
    {
        public int ToPlay => player;

        public int LegalActions(Span<int> actions)
        {
            for (int action = 0; action < 5; action++)
            {
                actions[action] = action;
            }

            return 5;
        }

        public Transition Apply(int action) => throw new NotSupportedException();

        public void Rewards(Span<float> rewards) => throw new NotSupportedException();

        public void Observe(int player, Span<float> observation) => throw new NotSupportedException();

        public IGameState Clone() => throw new NotSupportedException();

        public string Render() => throw new NotSupportedException();
    }

    private static string Marks(Episode episode) => $"{episode.Seed}: {string.Join(',', episode.Exploratory)}";

    private static List<Episode> Play(double share) => Steps(New(share), 100);

    private static List<Episode> Play(SelfPlayOptions options) => Steps(New(options), 300);

    private static List<Episode> Steps(Actor actor, int steps)
    {
        List<Episode> finished = [];
        for (int i = 0; i < steps; i++)
        {
            actor.PlayMove(finished);
        }

        Assert.NotEmpty(finished);
        return finished;
    }

    private static Actor New(double share) => New(new SelfPlayOptions { Games = 40, RandomMoves = share });

    private static Actor New(SelfPlayOptions options)
    {
        StubNetwork network = new(_strip);
        IPlanner planner =
            Planner.Create(new LearnedModel(network, _strip.Spec), new SearchOptions { Simulations = 8 }, positions: options.Games);
        return new Actor("test", _strip, network, planner, options, seed: 3);
    }
}
