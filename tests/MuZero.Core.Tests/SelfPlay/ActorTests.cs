using MuZero.Games;
using MuZero.Networks;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.SelfPlay;

public sealed class ActorTests
{
    private static readonly EpisodeStrip _strip = new();
    private static readonly EpisodeWalk _walk = new();

    [Fact]
    public void Step_ManyMoves_RecordsEpisodesThatTheRulesGiveAgain()
    {
        foreach (IGame game in new IGame[] { _strip, _walk })
        {
            foreach (Episode episode in Play(Actor(game, new SelfPlayOptions { Games = 5, RandomMoves = 0.3 }), moves: 40))
            {
                float[] again = new float[episode.Observations.Length];
                EpisodeReplayer.Observe(game, episode, again);

                Assert.Equal(episode.Observations, again);
                for (int t = 0; t < episode.Length; t++)
                {
                    Assert.Equal(1.0f, episode.PolicyWeights.AsSpan(episode.PolicyOffsets[t]..episode.PolicyOffsets[t + 1]).ToArray().Sum(), 1e-5f);
                }
            }
        }
    }

    [Fact]
    public void Step_RandomMoves_AreMarkedInTheirShare()
    {
        List<Episode> episodes = Play(Actor(_strip, new SelfPlayOptions { Games = 50, RandomMoves = 0.25 }), moves: 100);

        double share = episodes.Sum(episode => (double)episode.Exploratory.Length) / episodes.Sum(episode => (double)episode.Length);
        Assert.InRange(share, 0.22, 0.28);
    }

    [Fact]
    public void NStepReturn_EndsAtARandomMove_WithTheSearchsValueThere()
    {
        NStepReturn returns = new(int.MaxValue, 1.0f);
        List<Episode> episodes = Play(Actor(_strip, new SelfPlayOptions { Games = 50, RandomMoves = 0.3 }), moves: 50);

        Assert.Contains(episodes, episode => episode.Exploratory.Length > 0 && episode.Exploratory[0] > 0);
        foreach (Episode episode in episodes)
        {
            for (int t = 0; t < episode.Length; t++)
            {
                int[] later = [.. episode.Exploratory.Where(exploratory => exploratory >= t)];
                float expected = later.Length == 0
                    ? episode.Reward(episode.Length - 1, episode.ToPlay[t])
                    : Perspective.Sign(episode.ToPlay[later[0]], episode.ToPlay[t]) * episode.RootValues[later[0]];

                Assert.Equal(expected, returns.At(episode, t), 1e-6f);
            }
        }
    }

    [Fact]
    public void Step_TruncatedEpisode_EndsWithTheNetworksValueOfTheCut()
    {
        StubNetwork network = new(Shape(_walk)) { Value = 0.75f };

        List<Episode> episodes = Play(Actor(_walk, new SelfPlayOptions { Games = 64, RandomMoves = 1 }, network), moves: 60);

        Assert.Contains(episodes, episode => episode.Truncated);
        Assert.All(episodes, episode => Assert.Equal(episode.Truncated ? 0.75f : 0.0f, episode.FinalValue));
    }

    [Fact]
    public void Load_WhatSaveWroteMidGame_GoesOnAlike()
    {
        SelfPlayOptions options = new() { Games = 6, RandomMoves = 0.2, TemperatureMoves = 2 };
        Actor first = Actor(_walk, options);
        Play(first, moves: 7);
        using MemoryStream stream = new();
        first.Save(new BinaryWriter(stream));
        stream.Position = 0;
        Actor second = Actor(_walk, options);

        second.Load(new BinaryReader(stream));

        Assert.Equal(Play(first, 30).Select(Signature), Play(second, 30).Select(Signature));
    }

    [Fact]
    public void ContinueAfter_EarlierGames_RepeatsNoSeed()
    {
        SelfPlayOptions options = new() { Games = 4 };
        Actor first = Actor(_strip, options);
        List<Episode> before = Play(first, 30);
        Actor second = Actor(_strip, options);

        second.ContinueAfter(first.Started);

        Assert.Empty(before.Select(episode => episode.Seed).Intersect(Play(second, 30).Select(episode => episode.Seed)));
    }

    private static string Signature(Episode episode)
        => $"{episode.Seed} {episode.Sequence} {string.Join(',', episode.Actions)} {string.Join(',', episode.RootValues)} {string.Join(',', episode.Exploratory)} {string.Join(',', episode.ChanceOutcomes)}";

    private static List<Episode> Play(Actor actor, int moves)
    {
        List<Episode> finished = [];
        for (int move = 0; move < moves; move++)
        {
            actor.Step(finished);
        }

        Assert.NotEmpty(finished);
        return finished;
    }

    private static NetworkShape Shape(IGame game) => NetworkShape.For(game, new NetworkOptions { Heads = HeadKind.Categorical }, dynamics: true);

    private static Actor Actor(IGame game, SelfPlayOptions options, StubNetwork? network = null)
    {
        network ??= new StubNetwork(Shape(game));
        return new Actor("test", game, network, new LearnedModel(network, game.Spec), new SearchOptions { Simulations = 8 }, options, seed: 5);
    }
}
