using System.Runtime.InteropServices;

namespace MuZero.Networks.Cpu;

/// <summary>Every action as dynamics receives it, a row each, by its address.</summary>
internal sealed unsafe class ActionRows(ActionTable actions)
{
    private readonly float* _numbers = (float*)Marshal.UnsafeAddrOfPinnedArrayElement(actions.Numbers, 0);

    /// <summary>Numbers per action.</summary>
    public int Length { get; } = actions.Length;

    /// <summary>The start of an action's row; valid while this object is reachable.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such action.</exception>
    public float* Row(int action) => _numbers + actions.Start(action);
}
