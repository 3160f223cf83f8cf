using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>Every action as dynamics receives it, a row each.</summary>
internal sealed unsafe class ActionRows
{
    private readonly FloatBuffer _table; // [A, Length]
    private readonly int _actions;

    public ActionRows(ActionTable actions)
    {
        (_actions, Length) = (actions.Actions, actions.Length);
        _table = new FloatBuffer(actions.Rows.Length);
        actions.Rows.CopyTo(_table.Span);
    }

    /// <summary>Numbers per action.</summary>
    public int Length { get; }

    /// <summary>The start of an action's row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such action.</exception>
    public float* Row(int action) => (uint)action < (uint)_actions
        ? _table.Start + ((nint)action * Length)
        : throw new ArgumentOutOfRangeException(nameof(action), action, $"Actions are 0 to {_actions - 1}.");
}
