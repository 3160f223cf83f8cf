using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.SelfPlay;

/// <summary>Plans of B games whose searches differ in length: full ones, whose policies are learned, and quick ones, which only play
/// (playout-cap randomisation, Wu 2020, section 3.1), with full ones that grow during the run (docs/ALGORITHM.md 1.14).</summary>
/// <remarks>Each game draws the length of its next search from its own stream. The planner receives the games with the longest searches
/// first.</remarks>
/// <param name="options">The share of full searches and the lengths.</param>
/// <param name="simulations">Simulations of a full search at the end of the growth.</param>
internal sealed class SearchLengths(SelfPlayOptions options, int simulations)
{
    private readonly IGameState[] _states = new IGameState[options.Games]; // in the planner's order
    private readonly RandomStream[] _random = new RandomStream[options.Games];
    private readonly int[] _budgets = new int[options.Games];
    private readonly int[] _entries = new int[options.Games]; // a game's place in that order
    private int _full; // games whose search is a full one

    /// <summary>The lengths that options ask for; null if every search has all simulations.</summary>
    public static SearchLengths? Of(SelfPlayOptions options, int simulations)
        => options.FullSearchShare < 1.0 || options.ProgressiveSimulations > 0 ? new SearchLengths(options, simulations) : null;

    /// <summary>Plans every game.</summary>
    /// <param name="planner">Plans.</param>
    /// <param name="states">The games' positions.</param>
    /// <param name="random">Their streams.</param>
    /// <param name="step">The training step of the weights.</param>
    /// <param name="decisions">Receives the answers, at <see cref="Entry"/> of each game.</param>
    /// <returns>Simulations of all searches together.</returns>
    public long Plan(IPlanner planner, IGameState[] states, RandomStream[] random, long step, Decisions decisions)
    {
        int full = options.FullSimulationsAt(step, simulations);
        int quick = options.FullSearchShare < 1.0 ? Math.Min(options.QuickSimulations, full) : full;
        _full = 0;
        for (int game = 0; game < states.Length; game++)
        {
            bool isFull = options.FullSearchShare >= 1.0 || random[game].NextDouble() < options.FullSearchShare;
            _entries[game] = isFull ? _full++ : -1;
        }

        int next = _full;
        for (int game = 0; game < states.Length; game++)
        {
            bool isFull = _entries[game] >= 0;
            int entry = _entries[game] = isFull ? _entries[game] : next++;
            (_states[entry], _random[entry], _budgets[entry]) = (states[game], random[game], isFull ? full : quick);
        }

        planner.Plan(_states, _random, new SearchBudget(_budgets, states.Length - _full), decisions);
        return ((long)_full * full) + ((long)(states.Length - _full) * quick);
    }

    /// <summary>The entry of a game's answers in the last plan.</summary>
    public int Entry(int game) => _entries[game];

    /// <summary>True if a game's last search was a quick one, whose policy is not learned.</summary>
    public bool IsQuick(int game) => _entries[game] >= _full;
}
