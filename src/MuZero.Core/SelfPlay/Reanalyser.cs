using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.SelfPlay;

/// <summary>Searches the positions of recorded episodes again, so that they have policies, root values and the value at a cut as the newest
/// weights give them (MuZero, appendix H; docs/ALGORITHM.md 3.7).</summary>
/// <remarks>Used by one thread. States come from <see cref="EpisodeReplayer"/>, because an episode stores no legal actions; the positions
/// of several episodes are searched in one batch.</remarks>
internal sealed class Reanalyser : IDisposable
{
    private readonly IGame _game;
    private readonly INetwork _network;
    private readonly IPlanner _planner;
    private readonly Decisions _decisions;
    private readonly IGameState?[] _states;
    private readonly RandomStream[] _random; // empty for searches without noise
    private readonly FreshTargets[] _owners; // [positions] where a position's answers go
    private readonly InferenceBatch _cut;
    private readonly List<FreshTargets> _cutEpisodes = [];
    private int _positions; // that wait for the next search

    /// <summary>A reanalyser without weights.</summary>
    /// <param name="game">The game.</param>
    /// <param name="network">Evaluates positions; belongs to the reanalyser, which disposes it.</param>
    /// <param name="planner">Plans with the same network.</param>
    /// <param name="noise">Roots have self-play's noise.</param>
    /// <param name="seed">Decides the noise; unique per reanalyser.</param>
    public Reanalyser(IGame game, INetwork network, IPlanner planner, bool noise, ulong seed)
    {
        (_game, _network, _planner) = (game, network, planner);
        _decisions = new Decisions(planner.Capacity, game.Spec);
        _states = new IGameState?[planner.Capacity];
        _owners = new FreshTargets[planner.Capacity];
        _cut = new InferenceBatch(planner.Capacity, network.Shape);
        _random = !noise ? [] : [.. Enumerable.Range(0, planner.Capacity)
            .Select(index => new RandomStream(RandomStream.Derive(seed, (ulong)index)))];
    }

    /// <summary>Version of the weights that search.</summary>
    public long WeightVersion => _network.Version;

    /// <summary>Positions that one search takes.</summary>
    public int Capacity => _planner.Capacity;

    /// <summary>Simulations per position.</summary>
    public int Simulations => _planner.Simulations;

    /// <summary>Goes on with new weights.</summary>
    public void Load(WeightSnapshot weights) => _network.Load(weights);

    /// <summary>The episodes with fresh targets, in the same order; what was played and received is shared with the old ones.</summary>
    /// <exception cref="Errors.UserException">An episode cannot be played again.</exception>
    public Episode[] Refresh(IReadOnlyList<Episode> episodes)
    {
        FreshTargets[] fresh = [.. episodes.Select(episode => new FreshTargets(episode, _game.Spec))];
        foreach (FreshTargets targets in fresh)
        {
            Add(targets);
        }

        Search();
        EvaluateCuts();
        return [.. fresh.Select(targets => targets.Build(WeightVersion))];
    }

    /// <summary>Writes the random streams, so that a deterministic run goes on exactly.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_random.Length);
        foreach (RandomStream stream in _random)
        {
            RandomState state = stream.State;
            writer.Write(state.S0);
            writer.Write(state.S1);
            writer.Write(state.S2);
            writer.Write(state.S3);
        }
    }

    /// <summary>Takes over what <see cref="Save"/> wrote; streams of another number stay as they are.</summary>
    public void Load(BinaryReader reader)
    {
        int saved = reader.ReadInt32();
        for (int i = 0; i < saved; i++)
        {
            RandomState state = new(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64());
            if (saved == _random.Length)
            {
                _random[i].State = state;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private void Add(FreshTargets targets)
    {
        EpisodeReplayer replayer = new(_game, targets.Episode);
        while (replayer.Position < targets.Episode.Length)
        {
            if (_positions == Capacity)
            {
                Search();
            }

            StateCopy.Into(replayer.State, ref _states[_positions]);
            _owners[_positions++] = targets;
            replayer.Advance();
        }

        if (targets.Episode is { Truncated: true, Resigned: false })
        {
            if (_cutEpisodes.Count == Capacity)
            {
                EvaluateCuts();
            }

            int observation = _game.Spec.Observation.Length;
            int row = _cutEpisodes.Count;
            replayer.State.Observe(targets.Episode.FinalToPlay, _cut.Observations.AsSpan(row * observation, observation));
            _cut.Slots[row] = row;
            _cutEpisodes.Add(targets);
        }
    }

    // Positions wait in the order of their decisions, so each episode receives its answers in that order.
    private void Search()
    {
        if (_positions == 0)
        {
            return;
        }

        _planner.Plan(_states.AsSpan(0, _positions)!, _random.AsSpan(0, _random.Length == 0 ? 0 : _positions), _decisions);
        for (int i = 0; i < _positions; i++)
        {
            _owners[i].Add(_decisions, i);
        }

        _positions = 0;
    }

    private void EvaluateCuts()
    {
        if (_cutEpisodes.Count == 0)
        {
            return;
        }

        _cut.Count = _cutEpisodes.Count;
        _network.Initial(_cut);
        for (int row = 0; row < _cutEpisodes.Count; row++)
        {
            FreshTargets targets = _cutEpisodes[row];
            targets.FinalValue = _cut.ValueFor(row, targets.Episode.FinalToPlay, targets.FinalPlayerValues);
        }

        _cutEpisodes.Clear();
    }
}
