using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>Every action as dynamics receives it, a row each.</summary>
internal sealed unsafe class ActionRows
{
    private readonly FloatBuffer _table; // [A, Length]
    private readonly int _actions;

    public ActionRows(IGame game, NetworkShape shape)
    {
        float[] table = ActionEncoding.Table(game, shape.Kind, shape.ActionPlaneKind);
        _actions = shape.Actions;
        Length = table.Length / shape.Actions;
        _table = new FloatBuffer(table.Length);
        table.CopyTo(_table.Span);
    }

    /// <summary>Numbers per action.</summary>
    public int Length { get; }

    /// <summary>The start of an action's row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such action.</exception>
    public float* Row(long action) => (ulong)action < (ulong)_actions
        ? _table.Start + (action * Length)
        : throw new ArgumentOutOfRangeException(nameof(action), action, $"Actions are 0 to {_actions - 1}.");
}
