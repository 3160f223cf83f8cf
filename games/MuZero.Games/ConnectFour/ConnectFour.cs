using System.Numerics;

namespace MuZero.Games.ConnectFour;

/// <summary>Connect four on seven columns of six: a stone falls to the lowest free point of its column, four in a row win.</summary>
public sealed partial class ConnectFourGame : IGame, ISymmetries
{
    /// <inheritdoc/>
    public GameSpec Spec { get; } = new()
    {
        Id = "connectfour",
        Players = 2,
        Turns = TurnModel.Alternating,
        Actions = 7,
        MaxLength = 42,
        Observation = new(3, 6, 7),
        MinReturn = -1,
        MaxReturn = 1,
    };
    /// <inheritdoc/>
    public int Symmetries => 2;
    /// <inheritdoc/>
    public IGameState NewGame(ulong seed) => new ConnectFourState();
    /// <inheritdoc/>
    public int TransformAction(int symmetry, int action) => GridSymmetry.Point(symmetry, action, 1, 7);
    /// <inheritdoc/>
    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target) => GridSymmetry.Planes(symmetry, Spec.Observation, source, target);
}

internal sealed class ConnectFourState : IGameState, IActionText, ICopyTo, IUndo, IHashable
{
    // Seven bits a column from the bottom; the seventh stays empty, so no line runs from one column into the next.
    private const ulong Tops = 0x40810204081 << 5;
    private readonly ulong[] _stones = new ulong[2];
    private readonly byte[] _moves = new byte[42];
    private int _ply;
    private bool _won; // by the last mover, (_ply - 1) % 2

    public int ToPlay => _won || _ply == 42 ? Player.Terminal : _ply & 1;
    public ulong Hash => (_stones[0] + Taken) * 0x9E3779B97F4A7C15; // the sum is unique (Pons), the factor odd
    private ulong Taken => _stones[0] | _stones[1];
    public string ActionText(int action) => $"{action + 1}";
    public IGameState Clone() { var copy = new ConnectFourState(); CopyTo(copy); return copy; }
    public void CopyTo(IGameState target)
    {
        var to = (ConnectFourState)target;
        _stones.CopyTo(to._stones, 0);
        _moves.CopyTo(to._moves, 0);
        (to._ply, to._won) = (_ply, _won);
    }
    public int LegalActions(Span<int> actions)
    {
        int count = 0;
        for (int column = 0; column < 7 && ToPlay >= 0; column++) { if (IsOpen(column)) { actions[count++] = column; } }
        return count;
    }
    public Transition Apply(int action)
    {
        if (ToPlay < 0 || action is < 0 or > 6 || !IsOpen(action)) { throw IllegalActionException.For(this, action, 7); }
        ulong point = (Taken + (1UL << (7 * action))) & (0x3FUL << (7 * action)); // the carry stops at the lowest free point
        ulong mine = _stones[_ply & 1] |= point;
        _moves[_ply++] = (byte)action;
        _won = HasFour(mine, 1) || HasFour(mine, 6) || HasFour(mine, 7) || HasFour(mine, 8);
        return ToPlay == Player.Terminal ? Transition.Terminated : Transition.Continues;
    }
    public void Undo()
    {
        if (_ply == 0) { throw new InvalidOperationException("No action was applied."); }
        ulong column = Taken & (0x3FUL << (7 * _moves[--_ply]));
        _stones[_ply & 1] ^= 1UL << BitOperations.Log2(column);
        _won = false;
    }
    public void Rewards(Span<float> rewards)
    {
        rewards.Clear();
        if (_won) { (rewards[(_ply - 1) & 1], rewards[_ply & 1]) = (1, -1); }
    }
    public void Observe(int player, Span<float> observation)
    {
        observation[..84].Clear();
        observation[84..].Fill(player == 0 ? 1 : 0);
        for (ulong mine = _stones[player]; mine != 0; mine &= mine - 1) { observation[Cell(BitOperations.TrailingZeroCount(mine))] = 1; }
        for (ulong theirs = _stones[1 - player]; theirs != 0; theirs &= theirs - 1) { observation[42 + Cell(BitOperations.TrailingZeroCount(theirs))] = 1; }
    }
    public string Render() => string.Join('\n', Enumerable.Range(0, 6).Select(row => string.Join(' ', Enumerable.Range(0, 7).Select(column => Stone((7 * column) + 5 - row))))) + "\n1 2 3 4 5 6 7";
    private bool IsOpen(int column) => (Taken & Tops & (0x3FUL << (7 * column))) == 0;
    private static bool HasFour(ulong stones, int step) { ulong pairs = stones & (stones >> step); return (pairs & (pairs >> (2 * step))) != 0; }
    private static int Cell(int bit) => ((5 - (bit % 7)) * 7) + (bit / 7); // rows from the top
    private char Stone(int bit) => (_stones[0] >> bit & 1) == 1 ? 'X' : (_stones[1] >> bit & 1) == 1 ? 'O' : '.';
}
