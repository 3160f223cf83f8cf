using System.Text.Json;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.SelfPlay;

public class EpisodeRecorderTests
{
    private readonly EpisodeWalk _game = new();

    [Fact]
    public void Finish_PlayedGame_HoldsWhatWasRecorded()
    {
        var recorder = new EpisodeRecorder(_game.Spec);
        IGameState state = Play(recorder, _game.NewGame(1), outcomes: [1, 0]);

        Episode episode = recorder.Finish(state, "me", 5, truncated: true, 0.5f, 0);

        Assert.Equal(("walk", 1, 1UL, "me", 5L), (episode.Game, episode.GameVersion, episode.Seed, episode.Producer, episode.Sequence));
        Assert.Equal((7L, 8L), (episode.FirstWeightVersion, episode.LastWeightVersion));
        Assert.Equal([1, 1], episode.Actions);
        Assert.Equal([0, 0], episode.ToPlay);
        Assert.Equal([-0.5f, -0.5f], episode.Rewards);
        Assert.Equal([0.0f, 1.0f], episode.RootValues);
        Assert.Equal([0, 2, 3], episode.PolicyOffsets);
        Assert.Equal([1, 2, 1], episode.PolicyActions);
        Assert.Equal([0.25f, 0.75f, 1.0f], episode.PolicyWeights);
        Assert.Equal([0, 1, 1], episode.ChanceCounts);
        Assert.Equal([1, 0], episode.ChanceOutcomes);
        Assert.Equal([1 / 6.0f, 0.0f, 0.0f, 1 / 6.0f, 2 / 6.0f, 1.0f], episode.Observations);
        Assert.Equal(Observe(state), episode.FinalObservation);
        Assert.Empty(episode.Priorities);
    }

    [Fact]
    public void Begin_Again_KeepsNothing()
    {
        var used = new EpisodeRecorder(_game.Spec);
        used.Finish(Play(used, _game.NewGame(1), outcomes: [1, 0]), "me", 0, truncated: true, 0.5f, 0);
        var fresh = new EpisodeRecorder(_game.Spec);
        IGameState state = Play(used, _game.NewGame(1), outcomes: [0, 0]);
        Play(fresh, _game.NewGame(1), outcomes: [0, 0]);

        Assert.Equal(
            JsonSerializer.Serialize(fresh.Finish(state, "me", 1, truncated: false, 0.0f, 0)),
            JsonSerializer.Serialize(used.Finish(state, "me", 1, truncated: false, 0.0f, 0)));
    }

    [Fact]
    public void Load_WhatSaveWrote_IsTheSameEpisodeAndPosition()
    {
        var saved = new EpisodeRecorder(_game.Spec);
        IGameState state = Play(saved, _game.NewGame(1), outcomes: [1, 0]);
        using MemoryStream file = Save(saved);
        var loaded = new EpisodeRecorder(_game.Spec);

        IGameState reached = loaded.Load(new BinaryReader(file), _game);

        Assert.Equal(state.Render(), reached.Render());
        Assert.Equal(state.ToPlay, reached.ToPlay);
        Assert.Equal(file.Length, file.Position);
        Assert.Equal(JsonSerializer.Serialize(saved.Finish(state, "me", 0, true, 0, 0)),
            JsonSerializer.Serialize(loaded.Finish(reached, "me", 0, true, 0, 0)));
    }

    [Fact]
    public void Load_ActionThatTheGameDoesNotAllow_IsCorrupt()
    {
        var saved = new EpisodeRecorder(_game.Spec);
        Play(saved, _game.NewGame(1), outcomes: [1, 0]);
        using MemoryStream file = Save(saved);

        // Seed, two versions and the list's length precede the first action.
        file.GetBuffer()[28] = 9;

        Assert.Throws<CorruptDataException>(() => new EpisodeRecorder(_game.Spec).Load(new BinaryReader(file), _game));
    }

    private static MemoryStream Save(EpisodeRecorder recorder)
    {
        var file = new MemoryStream();
        recorder.Save(new BinaryWriter(file));
        file.Position = 0;
        return file;
    }

    private float[] Observe(IGameState state)
    {
        float[] observation = new float[_game.Spec.Observation.Length];
        state.Observe(0, observation);
        return observation;
    }

    // Two decisions, an outcome after each.
    private static IGameState Play(EpisodeRecorder recorder, IGameState state, int[] outcomes)
    {
        Decisions decisions = new(1, new EpisodeWalk().Spec);
        recorder.Begin(1);
        for (int t = 0; t < 2; t++)
        {
            (t == 0 ? (ReadOnlySpan<float>)[0, 0.25f, 0.75f] : [0, 1, 0]).CopyTo(decisions.Policy(0));
            state.Observe(state.ToPlay, decisions.Observation(0));
            decisions.Value(0) = t;
            recorder.Decide(decisions, 0, state.ToPlay, 1, weightVersion: 7 + t);
            state.Apply(1);
            recorder.Receive(state);
            recorder.RecordOutcome(state, outcomes[t]);
        }

        return state;
    }
}
