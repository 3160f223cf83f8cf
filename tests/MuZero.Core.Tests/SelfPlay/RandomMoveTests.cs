using MuZero.Games;
using MuZero.Replay;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.SelfPlay;

/// <summary>Moves played at random are marked, and value targets end there.</summary>
public sealed class RandomMoveTests
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
                    : Perspective.Sign(episode.ToPlay[later[0]], episode.ToPlay[t]) * episode.RootValues[later[0]];

                Assert.Equal(expected, returns.At(episode, t), 1e-6f);
            }
        }
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
        first.Step([]);
        first.Step([]);
        using MemoryStream stream = new();
        first.Save(new BinaryWriter(stream));
        stream.Position = 0;
        Actor second = New(share: 0.5);

        second.Load(new BinaryReader(stream));

        Assert.Equal(Steps(first, 10).Select(Marks), Steps(second, 10).Select(Marks));
    }

    private static string Marks(Episode episode) => $"{episode.Seed}: {string.Join(',', episode.Exploratory)}";

    private static List<Episode> Play(double share) => Steps(New(share), 100);

    private static List<Episode> Steps(Actor actor, int steps)
    {
        List<Episode> finished = [];
        for (int i = 0; i < steps; i++)
        {
            actor.Step(finished);
        }

        Assert.NotEmpty(finished);
        return finished;
    }

    private static Actor New(double share)
    {
        StubNetwork network = new(_strip);
        return new Actor(
            "test", _strip, network, new LearnedModel(network, _strip.Spec), new SearchOptions { Simulations = 8 },
            new SelfPlayOptions { Games = 40, RandomMoves = share }, seed: 3);
    }
}
