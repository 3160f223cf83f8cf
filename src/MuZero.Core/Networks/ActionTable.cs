using MuZero.Games;

namespace MuZero.Networks;

/// <summary>Every action as the dynamics network receives it, a row each; see <see cref="ActionEncoding"/>.</summary>
public sealed class ActionTable
{
    private readonly int _first; // where the row of action 0 starts
    private readonly int _step; // from a row to the next

    private ActionTable(int actions, int length, float[] numbers, int first, int step)
        => (Actions, Length, Numbers, _first, _step) = (actions, length, numbers, first, step);

    /// <summary>A, the number of actions.</summary>
    public int Actions { get; }

    /// <summary>Numbers per action: planes * height * width, or A for an MLP; 0 for a network without dynamics.</summary>
    public int Length { get; }

    /// <summary>The chance codes as dynamics receives them; null for a network without.</summary>
    public ActionTable? ChanceCodes { get; private init; }

    /// <summary>The rows' numbers. Pinned, so that kernels may keep the address.</summary>
    internal float[] Numbers { get; }

    /// <summary>The table of a game's actions for a network of a shape.</summary>
    public static ActionTable Of(IGame game, NetworkShape shape)
        => !shape.Dynamics ? new ActionTable(shape.Actions, 0, [], 0, 0)
            : shape.ChanceCodes == 0 ? Of(game, shape.Kind, shape.ActionPlaneKind)
            : Of(game, shape.Kind, shape.ActionPlaneKind).With(Codes(shape));

    /// <summary>The table of a game's actions for one kind of network.</summary>
    /// <param name="game">The game.</param>
    /// <param name="kind"><see cref="NetworkKind.Mlp"/> or <see cref="NetworkKind.Residual"/>.</param>
    /// <param name="planeKind">The choice of planes.</param>
    /// <exception cref="Errors.UserException">The table would be too large; see <see cref="ActionEncoding.RequireFits"/>.</exception>
    public static ActionTable Of(IGame game, NetworkKind kind, ActionPlaneKind planeKind = ActionPlaneKind.Auto)
    {
        ActionEncoding encoding = ActionEncoding.Of(game, kind, planeKind);
        encoding.RequireFits(game.Spec);
        return encoding.IsOneHot ? OneHot(game.Spec.Actions) : Dense(game.Spec.Actions, encoding);
    }

    /// <summary>[planes, height, width], or [A] for an MLP, of an action.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such action.</exception>
    public ReadOnlySpan<float> Row(int action) => Numbers.AsSpan(Start(action), Length);

    /// <summary>The index in <see cref="Numbers"/> at which an action's row starts.</summary>
    internal int Start(int action)
    {
        if ((uint)action >= (uint)Actions)
        {
            throw new ArgumentOutOfRangeException(nameof(action), action, $"Actions are 0 to {Actions - 1}.");
        }

        return _first + (action * _step);
    }

    private ActionTable With(ActionTable codes) => new(Actions, Length, Numbers, _first, _step) { ChanceCodes = codes };

    // One-hot; in a residual network a plane per code, filled with 1.
    private static ActionTable Codes(NetworkShape shape)
    {
        (int codes, int points) = (shape.ChanceCodes, shape.Plane.Height * shape.Plane.Width);
        if (points == 1)
        {
            return OneHot(codes);
        }

        float[] numbers = GC.AllocateArray<float>(codes * codes * points, pinned: true);
        for (int code = 0; code < codes; code++)
        {
            numbers.AsSpan(((code * codes) + code) * points, points).Fill(1.0f);
        }

        return new ActionTable(codes, codes * points, numbers, first: 0, step: codes * points);
    }

    // Rows that overlap: a single 1 between zeros, so that 10,000 actions take 80 KB and not 400 MB.
    private static ActionTable OneHot(int actions)
    {
        float[] numbers = GC.AllocateArray<float>((2 * actions) - 1, pinned: true);
        numbers[actions - 1] = 1.0f;
        return new ActionTable(actions, actions, numbers, first: actions - 1, step: -1);
    }

    private static ActionTable Dense(int actions, ActionEncoding encoding)
    {
        int length = (int)encoding.Length;
        float[] numbers = GC.AllocateArray<float>(actions * length, pinned: true);
        for (int action = 0; action < actions; action++)
        {
            encoding.Encode(action, numbers.AsSpan(action * length, length));
        }

        return new ActionTable(actions, length, numbers, first: 0, step: length);
    }
}
