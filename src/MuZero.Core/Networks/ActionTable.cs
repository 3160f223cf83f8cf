using MuZero.Games;

namespace MuZero.Networks;

/// <summary>Every action as the dynamics network receives it, a row each.</summary>
/// <remarks>An MLP receives the action one-hot. A residual tower receives planes: on a board with a point per action one plane with a 1 at the point
/// (MuZero's board games), else one plane per action filled with 1. <see cref="IActionPlanes"/> replaces both.
/// <see cref="ActionPlaneKind.Constant"/> replaces all planes by one, filled with action / A.</remarks>
public sealed class ActionTable
{
    private readonly float[] _rows; // [A, Length]

    private ActionTable(int actions, float[] rows) => (Actions, Length, _rows) = (actions, rows.Length / actions, rows);

    /// <summary>A, the number of actions.</summary>
    public int Actions { get; }

    /// <summary>Numbers per action: planes * height * width, or A for an MLP.</summary>
    public int Length { get; }

    /// <summary>[A, planes, height, width], or [A, A] for an MLP.</summary>
    public ReadOnlySpan<float> Rows => _rows;

    /// <summary>The table of a game's actions for a network of a shape.</summary>
    public static ActionTable Of(IGame game, NetworkShape shape) => Of(game, shape.Kind, shape.ActionPlaneKind);

    /// <summary>The table of a game's actions for one kind of network.</summary>
    /// <param name="game">The game.</param>
    /// <param name="kind"><see cref="NetworkKind.Mlp"/> or <see cref="NetworkKind.Residual"/>.</param>
    /// <param name="planeKind">How actions become planes.</param>
    public static ActionTable Of(IGame game, NetworkKind kind, ActionPlaneKind planeKind = ActionPlaneKind.Auto)
    {
        GameSpec spec = game.Spec;
        int points = kind == NetworkKind.Mlp ? 1 : spec.Observation.Height * spec.Observation.Width;
        int length = Planes(game, kind, planeKind) * points;
        float[] rows = new float[spec.Actions * length];
        for (int action = 0; action < spec.Actions; action++)
        {
            Span<float> row = rows.AsSpan(action * length, length);
            if (kind != NetworkKind.Mlp && planeKind == ActionPlaneKind.Constant)
            {
                row.Fill((float)action / spec.Actions);
            }
            else if (kind != NetworkKind.Mlp && game is IActionPlanes planes)
            {
                planes.EncodeAction(action, row);
            }
            else if (kind == NetworkKind.Mlp || HasPointPerAction(spec))
            {
                row[action] = 1.0f;
            }
            else
            {
                row.Slice(action * points, points).Fill(1.0f);
            }
        }

        return new ActionTable(spec.Actions, rows);
    }

    /// <summary>Numbers (MLP) or planes (residual) per action.</summary>
    public static int Planes(IGame game, NetworkKind kind, ActionPlaneKind planeKind = ActionPlaneKind.Auto)
        => kind == NetworkKind.Mlp ? game.Spec.Actions
        : planeKind == ActionPlaneKind.Constant ? 1
        : game is IActionPlanes planes ? planes.ActionPlanes
        : HasPointPerAction(game.Spec) ? 1
        : game.Spec.Actions;

    private static bool HasPointPerAction(GameSpec spec) => spec.Actions == spec.Observation.Height * spec.Observation.Width;
}
