using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Arena;

/// <summary>Plays the pairings of a plan, round by round, until each has its games or its sequential test is decided.</summary>
/// <remarks>A pair's games depend on the plan and on its number alone, and a test is judged after each pair in order: neither the threads
/// nor an interruption change the result. Pairs that were played beside the deciding one do not count.</remarks>
public sealed class Tournament
{
    // Enough games at once for a network's batch; few enough that an interruption loses little.
    private const int PairsPerThread = 8;

    private readonly IGame _game;
    private readonly ArenaPlan _plan;
    private readonly IReadOnlyList<IPlayer> _players;
    private readonly int _pairs;
    private readonly Sprt? _test;
    private readonly Line[] _lines;

    /// <summary>A tournament that nothing was played of, or that goes on from a journal.</summary>
    /// <param name="game">The game.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="players">The entrants of the plan.</param>
    /// <param name="games">Games per pairing at most; an odd number is rounded up.</param>
    /// <param name="test">Ends a pairing early; null plays all games.</param>
    /// <param name="played">[pairing] pairs that were played before, or null.</param>
    /// <exception cref="UserException">The game has one player, or more than two.</exception>
    public Tournament(
        IGame game, ArenaPlan plan, IReadOnlyList<IPlayer> players, int games, Sprt? test = null,
        IReadOnlyList<IReadOnlyList<PlayedPair>>? played = null)
    {
        if (game.Spec.Players != 2)
        {
            throw UserException.Usage(game.Spec.Players == 1
                ? $"{game.Spec.Id} has one player, so there is no match to play. Compare agents with 'muzero evaluate RUN'."
                : $"{game.Spec.Id} has {game.Spec.Players} players, and a tournament's games have two. Use 'muzero evaluate RUN "
                    + "--opponent NAME'.");
        }

        (_game, _plan, _players, _pairs, _test) = (game, plan, players, (games + 1) / 2, test);
        _lines = [.. plan.Pairings.Select(_ => new Line())];
        for (int i = 0; i < (played?.Count ?? 0); i++)
        {
            Take(_lines[i], played![i]);
        }
    }

    /// <summary>The games that are finished.</summary>
    public ArenaResult Result => new(_plan, [.. _lines.Select((line, i) => ResultOf(_plan.Pairings[i], line))]);

    /// <summary>Plays what is missing.</summary>
    /// <param name="threads">Threads that share the games of a round.</param>
    /// <param name="onPair">Receives each finished pair that counts, with the number of its pairing, in order.</param>
    /// <param name="onRound">Receives the result of a pairing after each of its rounds.</param>
    /// <param name="cancellation">Ends the tournament at the next move; the pairs of the round are lost.</param>
    /// <returns>False if it was cancelled.</returns>
    public bool Play(int threads, Action<int, PlayedPair> onPair, Action<PairingResult> onRound, CancellationToken cancellation)
    {
        EpisodeRunner runner = new(_game, threads, cancellation);
        int size = PairsPerThread * threads;
        IEnumerator<PlayedPair[]>?[] rounds = new IEnumerator<PlayedPair[]>?[_lines.Length];
        try
        {
            while (_lines.Any(IsOpen))
            {
                for (int i = 0; i < _lines.Length; i++)
                {
                    if (IsOpen(_lines[i]))
                    {
                        rounds[i] ??= Rounds(runner, i, size).GetEnumerator();
                        rounds[i]!.MoveNext();
                        int before = _lines[i].Pairs.Count;
                        Take(_lines[i], rounds[i]!.Current);
                        _lines[i].Pairs.Skip(before).ToList().ForEach(pair => onPair(i, pair));
                        onRound(ResultOf(_plan.Pairings[i], _lines[i]));
                    }
                }
            }

            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            Array.ForEach(rounds, round => round?.Dispose());
        }
    }

    private IEnumerable<PlayedPair[]> Rounds(EpisodeRunner runner, int pairing, int size) => runner.Rounds(
        _players[_plan.Pairings[pairing].First], _players[_plan.Pairings[pairing].Second], _lines[pairing].Pairs.Count, _pairs, size,
        _plan.OpeningPlies, RandomStream.Derive(_plan.Seed, (ulong)pairing));

    private bool IsOpen(Line line) => line.Pairs.Count < _pairs && line.Verdict == SprtVerdict.Undecided;

    private void Take(Line line, IReadOnlyList<PlayedPair> pairs)
    {
        for (int i = 0; i < pairs.Count && IsOpen(line); i++)
        {
            line.Pairs.Add(pairs[i]);
            line.Counts[PairingResult.Index(pairs[i])]++;
            line.Verdict = _test is null ? SprtVerdict.Undecided : _test.Judge(_test.LogLikelihoodRatio(line.Counts));
        }
    }

    private PairingResult ResultOf(ArenaPairing pairing, Line line)
        => new(pairing, new MatchReport([.. line.Pairs]), _test?.LogLikelihoodRatio(line.Counts), line.Verdict, !IsOpen(line));

    private sealed class Line
    {
        public List<PlayedPair> Pairs { get; } = [];

        public long[] Counts { get; } = new long[5];

        public SprtVerdict Verdict { get; set; }
    }
}
