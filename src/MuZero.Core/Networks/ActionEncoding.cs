using MuZero.Games;

namespace MuZero.Networks;

/// <summary>The encoding of actions for the dynamics network.</summary>
/// <remarks>An MLP receives the action one-hot. A residual tower receives planes: on a board with a point per action one plane with a 1 at the point
/// (MuZero's board games), else one plane per action filled with 1. <see cref="IActionPlanes"/> replaces both.
/// <see cref="ActionPlaneKind.Constant"/> replaces all planes by one, filled with action / A.</remarks>
public static class ActionEncoding
{
    /// <summary>Numbers (MLP) or planes (residual) per action.</summary>
    public static int Planes(IGame game, NetworkKind kind, ActionPlaneKind planeKind = ActionPlaneKind.Auto)
        => kind == NetworkKind.Mlp ? game.Spec.Actions
        : planeKind == ActionPlaneKind.Constant ? 1
        : game is IActionPlanes planes ? planes.ActionPlanes
        : HasPointPerAction(game.Spec) ? 1
        : game.Spec.Actions;

    /// <summary>[A, planes, height, width] every action encoded; [A, A] the identity for an MLP.</summary>
    public static float[] Table(IGame game, NetworkKind kind, ActionPlaneKind planeKind = ActionPlaneKind.Auto)
    {
        GameSpec spec = game.Spec;
        int points = kind == NetworkKind.Mlp ? 1 : spec.Observation.Height * spec.Observation.Width;
        int length = Planes(game, kind, planeKind) * points;
        float[] table = new float[spec.Actions * length];
        for (int action = 0; action < spec.Actions; action++)
        {
            Span<float> row = table.AsSpan(action * length, length);
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

        return table;
    }

    private static bool HasPointPerAction(GameSpec spec) => spec.Actions == spec.Observation.Height * spec.Observation.Width;
}
