using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>Walks every line that an opponent can play against a player, as first and as second player, and counts how the lines
/// end.</summary>
/// <remarks>Positions of one ply are searched as one batch. If the game has <see cref="IHashable"/> states, a position that several lines
/// reach is searched once and counted for each of them.</remarks>
/// <param name="game">The game.</param>
/// <param name="maxPositions">Positions per seat above which the game is refused.</param>
/// <param name="cancellation">Looked at between batches of positions.</param>
public sealed class ExhaustiveJudge(IGame game, int maxPositions = ExhaustiveJudge.DefaultMaxPositions,
    CancellationToken cancellation = default)
{
    /// <summary>Positions per seat above which a game counts as too large to be walked.</summary>
    public const int DefaultMaxPositions = 2_000_000;

    private const ulong OtherStarts = 16;
    private const int Batch = 128; // positions between two looks at the token

    private readonly GameSpec _spec = game.Spec;

    /// <summary>Throws unless every line of a game can be walked, apart from their number.</summary>
    /// <exception cref="UserException">The game has not two players, has chance, or a first position that depends on the seed.</exception>
    public static void Require(IGame game)
    {
        if (game.Spec.Players != 2 || game.Spec.ChanceOutcomes > 0)
        {
            throw Refuse(game.Spec, "that takes two players and no chance");
        }

        if (game.Spec.ActionBox is not null)
        {
            throw Refuse(game.Spec, "its actions are continuous");
        }

        // A start that depends on the seed is dice of another kind: the lines of one start are not all lines.
        ulong start = KeyOfStart(game, 0);
        for (ulong seed = 1; seed <= OtherStarts; seed++)
        {
            if (KeyOfStart(game, seed) != start)
            {
                throw Refuse(game.Spec, "its first position depends on the seed");
            }
        }
    }

    /// <summary>The lines from both seats together.</summary>
    /// <exception cref="UserException">The game has one player, chance, or too many positions.</exception>
    public MatchResult Judge(IPlayer player) => Judge(player, seat: 0) + Judge(player, seat: 1);

    /// <summary>The lines in which <paramref name="player"/> sits on one seat.</summary>
    /// <exception cref="UserException">The game has one player, chance, or too many positions.</exception>
    public MatchResult Judge(IPlayer player, int seat)
    {
        Require(game);
        return GameFault.Guard(_spec, () => Walk(player, seat));
    }

    private static UserException Refuse(GameSpec game, string reason) => UserException.Usage(
        $"{game.Id} cannot be walked line by line: {reason}. Use --episodes; in a run, evaluation.exhaustive=false.");

    private static ulong KeyOfStart(IGame game, ulong seed)
        => GameFault.Guard(game.Spec, () => new EpisodeLine(game, seed, new RandomStream(0)).PositionKey());

    private MatchResult Walk(IPlayer player, int seat)
    {
        Dictionary<ulong, Position> plies = [];
        List<Position> ply = [new Position(game.NewGame(0), lines: 1, outcome: 0.0f)];
        MatchResult result = default;
        int positions = 1, length = 0;
        while (ply.Count > 0)
        {
            bool isLast = ++length >= _spec.MaxLength; // the game is cut after this ply
            Position[] ours = [.. ply.Where(position => position.State.ToPlay == seat)];
            int[] choices = Choose(player, Array.ConvertAll(ours, position => position.State));
            List<Position> next = [];
            plies.Clear();
            for (int i = 0; i < ours.Length; i++)
            {
                result += Follow(ours[i], choices[i], seat, isLast, plies, next);
            }

            int[] legal = new int[_spec.Actions];
            foreach (Position position in ply.Where(position => position.State.ToPlay != seat))
            {
                cancellation.ThrowIfCancellationRequested();
                int count = position.State.LegalActions(legal);
                foreach (int action in count > 0 ? legal.AsSpan(0, count) : throw GameFault.NoLegalAction(position.State))
                {
                    result += Follow(position, action, seat, isLast, plies, next);
                }
            }

            ply = next;
            positions += next.Count;
            if (positions > maxPositions)
            {
                throw UserException.Usage($"{_spec.Id} has more than {maxPositions:N0} positions to walk. Use --episodes for a match "
                    + "instead; in a run, evaluation.exhaustive=false.");
            }
        }

        return result;
    }

    private int[] Choose(IPlayer player, IGameState[] states)
    {
        int[] choices = new int[states.Length];
        for (int start = 0; start < states.Length; start += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(Batch, states.Length - start);
            player.Choose(states.AsSpan(start, count), [], choices.AsSpan(start, count));
        }

        return choices;
    }

    private MatchResult Follow(Position from, int action, int seat, bool isLast, Dictionary<ulong, Position> plies, List<Position> next)
    {
        // With undo the move is played on the position itself, which is copied only if the line goes on alone.
        IUndo? undo = from.State as IUndo;
        IGameState state = undo is null ? from.State.Clone() : from.State;
        Transition transition = state.Apply(action);
        float[] rewards = new float[_spec.Players];
        state.Rewards(rewards);
        float outcome = from.Outcome + rewards[seat];
        if (transition != Transition.Continues || isLast)
        {
            undo?.Undo();
            MatchResult one = MatchResult.Of(outcome);
            return new MatchResult(one.Wins * from.Lines, one.Draws * from.Lines, one.Losses * from.Lines);
        }

        // Lines merge only if their rewards so far are equal too, so that a count never mixes outcomes.
        if (state is IHashable hashable && plies.TryGetValue(hashable.Hash, out Position? known) && known.Outcome == outcome)
        {
            known.Lines += from.Lines;
            undo?.Undo();
            return default;
        }

        Position position = new(undo is null ? state : state.Clone(), from.Lines, outcome);
        undo?.Undo();
        if (position.State is IHashable key)
        {
            plies[key.Hash] = position;
        }

        next.Add(position);
        return default;
    }

    private sealed class Position(IGameState state, long lines, float outcome)
    {
        public IGameState State { get; } = state;

        public float Outcome { get; } = outcome;

        public long Lines { get; set; } = lines;
    }
}
