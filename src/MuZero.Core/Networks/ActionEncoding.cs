using System.Globalization;
using MuZero.Errors;
using MuZero.Games;

namespace MuZero.Networks;

/// <summary>The encoding of a game's actions for the dynamics network (docs/ALGORITHM.md 2.3). P = points of a plane, A =
/// actions.</summary>
/// <remarks>An MLP receives the action one-hot, a continuous one as the vector that it is, scaled to [-1, 1]. A residual tower receives
/// planes, by the first rule that fits; a further action, such as a
/// pass or a swap, never changes the planes of the others:
/// <list type="number">
/// <item><see cref="IActionPlanes"/>: the game's own.</item>
/// <item>A = P: one plane with a 1 at the action's point (MuZero's board games).</item>
/// <item>A = P * P: two planes with a 1 each, at the points action / P and action % P, such as from and to.</item>
/// <item>A = k * P for k up to <see cref="MostKinds"/>: plane action / P has a 1 at point action % P.</item>
/// <item>A up to <see cref="MostPlanes"/>: a plane per action, filled with 1.</item>
/// <item>More: the action in base P, a plane per digit with a 1 at the digit's point.</item>
/// </list> Rules 2 to 4 take up to <see cref="MostFurther"/> further actions, each with a plane of its own that is filled with 1.</remarks>
internal sealed class ActionEncoding
{
    /// <summary>The most actions beyond the points of the board that get a plane each.</summary>
    public const int MostFurther = 8;

    /// <summary>The most planes of points, such as the kinds of piece that can be placed.</summary>
    public const int MostKinds = 16;

    /// <summary>The most actions that get a plane each if they are not points of the board.</summary>
    public const int MostPlanes = 64;

    /// <summary>The most numbers in the table of all actions' planes: 512 MiB.</summary>
    public const long MostNumbers = 1L << 27;

    private readonly IActionPlanes? _game;
    private readonly ActionBox? _box;
    private readonly Form _form;
    private readonly int _actions;
    private readonly int _points;
    private readonly int _further; // actions at the end with a plane each
    private readonly bool _mayBeLines; // as many actions as columns or rows

    private ActionEncoding(GameSpec spec, Form form, int points, int planes, int further = 0, IActionPlanes? game = null)
    {
        (_actions, _form, _points, Planes, _further, _game) = (spec.Actions, form, points, planes, further, game);
        _box = form == Form.Vector ? spec.ActionBox : null;
        _mayBeLines = spec.Actions > 1 && (spec.Actions == spec.Observation.Width || spec.Actions == spec.Observation.Height);
    }

    private enum Form
    {
        OneHot,
        Vector,
        Own,
        Constant,
        PlanePerAction,
        Kinds,
        Digits,
    }

    /// <summary>Planes (residual tower) or numbers (MLP) of an action.</summary>
    public int Planes { get; }

    /// <summary>Numbers of an action: planes * height * width, or A for an MLP.</summary>
    public long Length => (long)Planes * _points;

    /// <summary>True if action a is the vector of A numbers with a single 1 at a.</summary>
    internal bool IsOneHot => _form == Form.OneHot;

    /// <summary>The encoding of a game's actions for one kind of network.</summary>
    /// <param name="game">The game.</param>
    /// <param name="kind"><see cref="NetworkKind.Mlp"/> or <see cref="NetworkKind.Residual"/>.</param>
    /// <param name="planeKind">The choice of planes.</param>
    public static ActionEncoding Of(IGame game, NetworkKind kind, ActionPlaneKind planeKind = ActionPlaneKind.Auto)
    {
        GameSpec spec = game.Spec;
        int points = kind == NetworkKind.Mlp ? 1 : spec.Observation.Height * spec.Observation.Width;
        return (kind, planeKind, game) switch
        {
            (NetworkKind.Mlp, _, _) when spec.ActionBox is { } box => new(spec, Form.Vector, points, box.Dimensions),
            (NetworkKind.Mlp, _, _) => new(spec, Form.OneHot, points, spec.Actions),
            (_, ActionPlaneKind.Constant, _) => new(spec, Form.Constant, points, planes: 1),
            (_, ActionPlaneKind.PerAction, _) => new(spec, Form.PlanePerAction, points, spec.Actions),
            (_, _, IActionPlanes own) => new(spec, Form.Own, points, own.ActionPlanes, game: own),
            _ => OfBoard(spec, points),
        };
    }

    /// <summary>Throws if the table of all actions would be too large.</summary>
    /// <exception cref="UserException">The message has the size and the remedy.</exception>
    public void RequireFits(GameSpec spec)
    {
        if (!IsOneHot && (Planes < 1 || Length > MostNumbers / _actions))
        {
            decimal size = (decimal)_actions * Planes * _points * sizeof(float) / (1 << 20);
            string remedy = _form == Form.Own ? "Write fewer planes in the game's EncodeAction" : "Set network.action_planes to Auto";
            throw UserException.Usage(string.Create(CultureInfo.InvariantCulture,
                $"The action planes of {spec.Id} need {_actions:N0} actions * {Planes:N0} planes * {_points:N0} points = {size:N0} MiB; "
                + $"1 plane to {MostNumbers * sizeof(float) >> 20} MiB are possible. {remedy}, or set network.kind to Mlp."));
        }
    }

    /// <summary>Writes an action.</summary>
    /// <param name="action">0 to A - 1.</param>
    /// <param name="row">[planes, height, width], zeroed by the caller.</param>
    public void Encode(int action, Span<float> row)
    {
        int board = _actions - _further;
        switch (_form)
        {
            case Form.Vector:
                _box!.Write(action, row);
                _box.ToUnit(row, row);
                break;
            case Form.Own:
                _game!.EncodeAction(action, row);
                break;
            case Form.Constant:
                row.Fill((float)action / _actions);
                break;
            case Form.PlanePerAction:
                row.Slice(action * _points, _points).Fill(1.0f);
                break;
            case Form.Kinds or Form.Digits when action >= board:
                row.Slice((Planes - _actions + action) * _points, _points).Fill(1.0f);
                break;
            case Form.Digits:
                EncodeDigits(action, row);
                break;
            default:
                row[action] = 1.0f; // one-hot; or kinds, whose planes follow one another as the actions do
                break;
        }
    }

    /// <summary>The encoding in words, such as "1 plane with the point, 1 further plane for 1 further action".</summary>
    public override string ToString()
    {
        string further = _further > 0 ? $", and a plane for each of {_further} further {(_further == 1 ? "action" : "actions")}" : "";
        int planes = Planes - _further;
        return _form switch
        {
            Form.OneHot => $"a one-hot vector of {Planes:N0}",
            Form.Vector => $"a vector of {Planes:N0} {(Planes == 1 ? "number" : "numbers")} in [-1, 1]",
            Form.Own => $"{Planes:N0} {(Planes == 1 ? "plane" : "planes")} of the game's own (IActionPlanes)",
            Form.Constant => "1 plane filled with action / actions",
            Form.PlanePerAction => $"{Planes:N0} planes, one per action"
                + (_mayBeLines ? "; if actions are columns or rows of the board, IActionPlanes shows the network where they are" : ""),
            Form.Kinds when planes == 1 => $"1 plane with a 1 at the action's point{further}",
            Form.Kinds => $"{planes:N0} planes, action / {_points} the plane and action % {_points} the point{further}",
            _ when planes == 2 => $"2 planes with a 1 each, at the points action / {_points} and action % {_points}{further}",
            _ => $"{planes:N0} planes with a 1 each, at the digits of the action in base {_points}{further}",
        };
    }

    private static ActionEncoding OfBoard(GameSpec spec, int points)
    {
        int actions = spec.Actions, kinds = actions / points, further = actions % points;
        long excess = actions - ((long)points * points); // actions beyond from and to
        if (excess >= 0 && excess <= MostFurther && points > 1)
        {
            return new(spec, Form.Digits, points, planes: 2 + (int)excess, further: (int)excess);
        }

        if (kinds is >= 1 and <= MostKinds && further <= MostFurther)
        {
            return new(spec, Form.Kinds, points, kinds + further, further);
        }

        return actions <= MostPlanes || points == 1
            ? new(spec, Form.PlanePerAction, points, actions)
            : new(spec, Form.Digits, points, Digits(actions, points));
    }

    private static int Digits(int actions, int points)
    {
        int digits = 1;
        for (long reach = points; reach < actions; reach *= points)
        {
            digits++;
        }

        return digits;
    }

    private void EncodeDigits(int action, Span<float> row)
    {
        for (int plane = Planes - _further - 1; plane >= 0; plane--)
        {
            row[(plane * _points) + (action % _points)] = 1.0f;
            action /= _points;
        }
    }
}
