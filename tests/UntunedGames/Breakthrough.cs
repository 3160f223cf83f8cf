using MuZero.Games;

namespace UntunedGames;

/// <summary>Breakthrough on 6 by 6 cells: two rows of pawns a side. A pawn moves a row forward, straight or diagonally, and captures
/// diagonally only. Reaching the last row, or taking every pawn, wins.</summary>
public sealed class Breakthrough : IGame
{
    public const int Size = 6;
    public const int Cells = Size * Size;
    public const int Directions = 3;

    public GameSpec Spec { get; } = new()
    {
        Id = "breakthrough6",
        Players = 2,
        Turns = TurnModel.Alternating,
        Actions = Cells * Directions, // cell * 3 + (0 left, 1 straight, 2 right), as columns are numbered
        MaxLength = 2 * Size * ((Size - 1) + (Size - 2)), // every pawn to the last row
        Observation = new ObservationShape(3, Size, Size),
        MinReturn = -1.0f,
        MaxReturn = 1.0f,
    };

    public IGameState NewGame(ulong seed) => new BreakthroughState();
}

internal sealed class BreakthroughState : IGameState, IActionText
{
    private const sbyte Empty = -1;

    private readonly sbyte[] _owner = new sbyte[Breakthrough.Cells];
    private int _moves;
    private bool _won; // by the player who moved last

    public BreakthroughState()
    {
        Array.Fill(_owner, Empty);
        Array.Fill(_owner, (sbyte)1, 0, 2 * Breakthrough.Size);
        Array.Fill(_owner, (sbyte)0, Breakthrough.Cells - (2 * Breakthrough.Size), 2 * Breakthrough.Size);
    }

    private BreakthroughState(BreakthroughState other)
    {
        other._owner.CopyTo(_owner, 0);
        _moves = other._moves;
        _won = other._won;
    }

    public int ToPlay => _won ? Player.Terminal : _moves % 2;

    public int LegalActions(Span<int> actions)
    {
        int count = 0;
        for (int action = 0; action < Breakthrough.Cells * Breakthrough.Directions; action++)
        {
            if (IsLegal(action))
            {
                actions[count++] = action;
            }
        }

        return count;
    }

    public Transition Apply(int action)
    {
        if (!IsLegal(action))
        {
            throw IllegalActionException.For(this, action, Breakthrough.Cells * Breakthrough.Directions);
        }

        sbyte mover = (sbyte)ToPlay;
        int target = Target(action, mover);
        _owner[action / Breakthrough.Directions] = Empty;
        _owner[target] = mover;
        _moves++;
        int lastRow = mover == 0 ? 0 : Breakthrough.Size - 1;
        _won = target / Breakthrough.Size == lastRow || !_owner.Contains((sbyte)(1 - mover));
        return _won ? Transition.Terminated : Transition.Continues;
    }

    public void Rewards(Span<float> rewards)
    {
        rewards.Clear();
        if (_won)
        {
            rewards[(_moves - 1) % 2] = 1.0f;
            rewards[_moves % 2] = -1.0f;
        }
    }

    // Planes: the player's pawns, the other player's, and ones for the player who moves up.
    public void Observe(int player, Span<float> observation)
    {
        for (int cell = 0; cell < Breakthrough.Cells; cell++)
        {
            observation[cell] = _owner[cell] == player ? 1.0f : 0.0f;
            observation[Breakthrough.Cells + cell] = _owner[cell] == 1 - player ? 1.0f : 0.0f;
            observation[(2 * Breakthrough.Cells) + cell] = player == 0 ? 1.0f : 0.0f;
        }
    }

    public IGameState Clone() => new BreakthroughState(this);

    public string ActionText(int action)
    {
        string from = GridText.Point(action / Breakthrough.Directions, Breakthrough.Size);
        return from + GridText.Point(Target(action, ToPlay), Breakthrough.Size);
    }

    public string Render()
        => GridText.Board(Breakthrough.Size, Breakthrough.Size, cell => _owner[cell] == Empty ? '.' : "XO"[_owner[cell]]);

    private bool IsLegal(int action)
    {
        if (_won || (uint)action >= Breakthrough.Cells * Breakthrough.Directions || _owner[action / Breakthrough.Directions] != ToPlay)
        {
            return false;
        }

        int sideways = (action % Breakthrough.Directions) - 1;
        int column = (action / Breakthrough.Directions % Breakthrough.Size) + sideways;
        if ((uint)column >= Breakthrough.Size)
        {
            return false;
        }

        // A pawn on its last row has won, so the target is on the board.
        int target = Target(action, ToPlay);
        return _owner[target] == Empty || (sideways != 0 && _owner[target] == 1 - ToPlay);
    }

    private static int Target(int action, int player)
    {
        int forward = player == 0 ? -Breakthrough.Size : Breakthrough.Size;
        return (action / Breakthrough.Directions) + forward + (action % Breakthrough.Directions) - 1;
    }
}
