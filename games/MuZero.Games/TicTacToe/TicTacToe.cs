namespace MuZero.Games.TicTacToe;

/// <summary>Tic-tac-toe: three in a row on a board of three by three wins. Action 0 is a1, at the top left; actions go row by row.</summary>
public sealed partial class TicTacToeGame : IGame, ISymmetries
{
    /// <inheritdoc/>
    public GameSpec Spec { get; } = new() { Id = "tictactoe", Players = 2, Turns = TurnModel.Alternating, Actions = 9, MaxLength = 9, Observation = new(3, 3, 3), MinReturn = -1, MaxReturn = 1 };
    /// <inheritdoc/>
    public int Symmetries => 8;
    /// <inheritdoc/>
    public IGameState NewGame(ulong seed) => new TicTacToeState();
    /// <inheritdoc/>
    public int TransformAction(int symmetry, int action) => GridSymmetry.Point(symmetry, action, 3, 3);
    /// <inheritdoc/>
    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target) => GridSymmetry.Planes(symmetry, Spec.Observation, source, target);
}

internal sealed class TicTacToeState : IGameState, IActionText, ICopyTo, IUndo, IHashable
{
    private static readonly int[] _lines = [0b111, 0b111000, 0b111000000, 0b1001001, 0b10010010, 0b100100100, 0b100010001, 0b1010100];
    private readonly int[] _stones = new int[2], _moves = new int[9]; // a player's stones: bit p for point p
    private int _ply;
    private bool _won; // by the last mover, (_ply - 1) % 2

    public int ToPlay => _won || _ply == 9 ? Player.Terminal : _ply % 2;
    public ulong Hash => (ulong)((_stones[0] << 9) | _stones[1]);
    public string ActionText(int action) => GridText.Point(action, 3);
    public IGameState Clone() { var copy = new TicTacToeState(); CopyTo(copy); return copy; }
    public void CopyTo(IGameState target) { var to = (TicTacToeState)target; _stones.CopyTo(to._stones, 0); _moves.CopyTo(to._moves, 0); (to._ply, to._won) = (_ply, _won); }
    public void Rewards(Span<float> rewards) { rewards.Clear(); if (_won) { rewards[(_ply - 1) % 2] = 1; rewards[_ply % 2] = -1; } }
    public string Render() => GridText.Board(3, 3, point => Has(0, point) ? 'X' : Has(1, point) ? 'O' : '.');
    public int LegalActions(Span<int> actions)
    {
        int count = 0;
        for (int point = 0; point < 9 && ToPlay >= 0; point++) { if (!Has(0, point) && !Has(1, point)) { actions[count++] = point; } }
        return count;
    }
    public Transition Apply(int action)
    {
        if (ToPlay < 0 || action is < 0 or > 8 || Has(0, action) || Has(1, action)) { throw IllegalActionException.For(this, action, 9); }
        int mine = _stones[_ply % 2] |= 1 << action;
        _moves[_ply++] = action;
        foreach (int line in _lines) { _won |= (mine & line) == line; }
        return ToPlay == Player.Terminal ? Transition.Terminated : Transition.Continues;
    }
    public void Undo()
    {
        if (_ply == 0) { throw new InvalidOperationException("No action was applied."); }
        (_won, _) = (false, _stones[--_ply % 2] ^= 1 << _moves[_ply]);
    }
    public void Observe(int player, Span<float> observation)
    {
        for (int point = 0; point < 9; point++) { (observation[point], observation[9 + point]) = (Has(player, point) ? 1 : 0, Has(1 - player, point) ? 1 : 0); }
        observation[18..].Fill(player == 0 ? 1 : 0);
    }
    private bool Has(int player, int point) => (_stones[player] >> point & 1) == 1;
}
