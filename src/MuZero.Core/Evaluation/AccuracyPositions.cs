using System.Globalization;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>Positions of one phase of a game.</summary>
/// <param name="Plies">The plies before them, as text.</param>
/// <param name="States">The positions, all different.</param>
internal sealed record PositionPhase(string Plies, IReadOnlyList<IGameState> States);

/// <summary>The positions in which accuracy is judged: all reachable ones, or a sample per phase that depends on the seed alone. Positions
/// that cannot be solved are left out.</summary>
/// <param name="game">A game without chance.</param>
/// <param name="isSolvable">True if a position can be judged.</param>
/// <param name="cancellation">Looked at between positions.</param>
internal sealed class AccuracyPositions(IGame game, Func<IGameState, bool> isSolvable, CancellationToken cancellation = default)
{
    /// <summary>Phases at most.</summary>
    public const int MostPhases = 8;

    /// <summary>Phases if none are named.</summary>
    public const int DerivedPhases = 4;

    /// <summary>Reachable positions above which a game counts as too large to judge them all.</summary>
    public const int MostReachable = 200_000;

    private const int SampledGames = 256;
    private const int MostVainDraws = 2_000; // in a row, after which a phase counts as exhausted

    private readonly GameSpec _spec = game.Spec;
    private readonly int[] _legal = new int[game.Spec.Actions];

    /// <summary>The plies that a text names, such as "8,16,24,30"; empty for an empty text.</summary>
    /// <param name="text">Whole numbers in ascending order, separated by commas.</param>
    /// <param name="name">The option's name, for messages.</param>
    /// <exception cref="UserException">It is not such a text.</exception>
    public static int[] ParsePlies(string text, string name)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        int[] plies = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            bool isNumber = int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out plies[i]);
            if (!isNumber || (i > 0 && plies[i] <= plies[i - 1]))
            {
                throw UserException.Usage($"{name} is '{text}'; it must be whole numbers in ascending order, such as 8,16,24,30.");
            }
        }

        return parts.Length <= MostPhases
            ? plies
            : throw UserException.Usage($"{name} names {parts.Length} phases; it may name {MostPhases}.");
    }

    /// <summary>Every reachable position that is not the end of a game, in four phases of equally many plies.</summary>
    /// <exception cref="UserException">There are more than <see cref="MostReachable"/>, or none can be solved.</exception>
    public IReadOnlyList<PositionPhase> Reachable()
    {
        List<List<EpisodeLine>> plies = [[new EpisodeLine(game, seed: 0, new RandomStream(0))]];
        HashSet<ulong> known = [plies[0][0].PositionKey()];
        while (plies[^1].Count > 0)
        {
            plies.Add(Next(plies[^1], known));
        }

        int length = plies.Count - 1; // the last list is empty
        int phases = Math.Min(DerivedPhases, length);
        List<PositionPhase> all = [];
        for (int phase = 0; phase < phases; phase++)
        {
            int first = phase * length / phases, end = (phase + 1) * length / phases;
            IGameState[] states = [.. plies[first..end].SelectMany(ply => ply).Select(line => line.State).Where(isSolvable)];
            if (states.Length > 0)
            {
                all.Add(new PositionPhase(first == end - 1 ? $"{first}" : $"{first}-{end - 1}", states));
            }
        }

        return Require(all);
    }

    /// <summary>Positions after random legal plies, a phase for each number of plies. Games that ended before are drawn again.</summary>
    /// <param name="count">Positions per phase; fewer if the phase has no more.</param>
    /// <param name="plies">The plies in ascending order; empty for four between the first solvable ones and the length of all but the
    /// longest eighth of random games.</param>
    /// <param name="seed">Decides the positions.</param>
    /// <exception cref="UserException">No position can be solved.</exception>
    public IReadOnlyList<PositionPhase> Sampled(int count, IReadOnlyList<int> plies, ulong seed)
    {
        List<PositionPhase> phases = [];
        foreach (int ply in plies.Count > 0 ? plies : DerivePlies(seed))
        {
            List<IGameState> states = Sample(count, ply, RandomStream.Derive(seed, (ulong)ply));
            if (states.Count > 0)
            {
                phases.Add(new PositionPhase($"{ply}", states));
            }
        }

        return Require(phases);
    }

    private List<PositionPhase> Require(List<PositionPhase> phases) => phases.Count > 0
        ? phases
        : throw UserException.Usage(
            $"The solver of {_spec.Id} can solve no position there, so accuracy cannot be judged. Name later plies.");

    private List<EpisodeLine> Next(List<EpisodeLine> ply, HashSet<ulong> known)
    {
        List<EpisodeLine> next = [];
        RandomStream dice = new(0); // there are none
        foreach (EpisodeLine line in ply)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (int action in _legal[..line.State.LegalActions(_legal)])
            {
                EpisodeLine after = line.Copy();
                after.Play(action, dice);
                if (!after.IsOver && known.Add(after.PositionKey()))
                {
                    next.Add(after);
                }
            }

            if (known.Count > MostReachable)
            {
                throw UserException.Usage(
                    $"{_spec.Id} has more than {MostReachable:N0} positions, too many to judge all of them. "
                    + "Give a number of positions per phase.");
            }
        }

        return next;
    }

    private List<IGameState> Sample(int count, int ply, ulong seed)
    {
        List<IGameState> states = [];
        HashSet<ulong> known = [];
        ulong draw = 0;
        for (int vain = 0; states.Count < count && vain < MostVainDraws; vain++)
        {
            cancellation.ThrowIfCancellationRequested();
            EpisodeLine line = Play(RandomStream.Derive(seed, draw++), ply);
            if (!line.IsOver && known.Add(line.PositionKey()) && isSolvable(line.State))
            {
                states.Add(line.State);
                vain = -1;
            }
        }

        return states;
    }

    // Random play up to a ply or to the end of the game.
    private EpisodeLine Play(ulong seed, int plies, Action<EpisodeLine>? visit = null)
    {
        RandomStream random = new(RandomStream.Derive(seed, 1));
        EpisodeLine line = new(game, seed, random);
        while (!line.IsOver && line.Length < plies)
        {
            visit?.Invoke(line);
            int legal = line.State.LegalActions(_legal);
            line.Play(legal > 0 ? _legal[random.Next(legal)] : throw GameFault.NoLegalAction(line.State), random);
        }

        return line;
    }

    private int[] DerivePlies(ulong seed)
    {
        int first = int.MaxValue;
        int[] lengths = new int[SampledGames];
        for (int sample = 0; sample < SampledGames; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            lengths[sample] = Play(RandomStream.Derive(seed, (ulong)sample), int.MaxValue, line =>
            {
                if (line.Length < first && isSolvable(line.State))
                {
                    first = line.Length;
                }
            }).Length;
        }

        if (first == int.MaxValue)
        {
            return [];
        }

        Array.Sort(lengths);
        int last = Math.Max(first, lengths[SampledGames * 7 / 8] - 1);
        return [.. Enumerable.Range(0, DerivedPhases).Select(phase => first + (phase * (last - first) / (DerivedPhases - 1))).Distinct()];
    }
}
