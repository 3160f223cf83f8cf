using MuZero.Games.TicTacToe;

namespace MuZero.Games.Tests.Faulty;

/// <summary>Tic-tac-toe with one planted bug, and with every optional part that tic-tac-toe can have.</summary>
internal sealed class FaultyGame(Fault fault) : IGame, ISymmetries, IActionPlanes, IBaseline, ISolver
{
    private readonly TicTacToeGame _sound = new();

    public GameSpec Spec => _sound.Spec with
    {
        Actions = fault == Fault.InvalidSpec ? 0 : 9,
        MaxLength = fault == Fault.MaxLengthTooSmall ? 8 : 9,
        MaxReturn = fault == Fault.ReturnOutOfRange ? 0.5f : 1.0f,
    };

    public int Symmetries => fault == Fault.SymmetryWithoutInverse ? 2 : 8;

    public int ActionPlanes => 1;

    public IGameState NewGame(ulong seed) => new FaultyState(fault, _sound.NewGame(seed));

    public int TransformAction(int symmetry, int action) =>
        fault == Fault.ActionsMirroredOtherwise
            ? _sound.TransformAction(symmetry ^ (symmetry > 3 ? 1 : 0), action)
            : _sound.TransformAction(Number(symmetry), action);

    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target) =>
        _sound.TransformObservation(fault == Fault.ObservationMirroredOtherwise && symmetry is 1 or 2 ? 3 - symmetry : Number(symmetry),
            source, target);

    public void EncodeAction(int action, Span<float> planes) => planes[fault == Fault.ActionPlanesAlike ? action / 2 : action] = 1.0f;

    public int BaselineAction(IGameState state)
    {
        Span<int> legal = stackalloc int[9];
        int count = state.LegalActions(legal);
        return fault switch
        {
            Fault.BaselineIllegal => 0,
            Fault.BaselineLoses => Worst(state, legal[..count]),
            _ => _sound.BaselineAction(state),
        };
    }

    public float Solve(IGameState state) => _sound.Solve(((FaultyState)state).Sound) + (fault == Fault.SolverShifted ? 1.0f : 0.0f);

    // Leaves the opponent a win if that is possible.
    private int Worst(IGameState state, ReadOnlySpan<int> legal)
    {
        foreach (int action in legal)
        {
            IGameState next = state.Clone();
            next.Apply(action);
            if (next.ToPlay >= 0 && Solve(next) > 0.0f)
            {
                return action;
            }
        }

        return legal[0];
    }

    // 5 is a rotation by a quarter, whose inverse is 6.
    private int Number(int symmetry) => fault switch
    {
        Fault.FirstSymmetryNotIdentity => 7 - symmetry,
        Fault.SymmetryWithoutInverse => 5 * symmetry,
        _ => symmetry,
    };
}
