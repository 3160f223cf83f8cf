using System.Runtime.InteropServices;
using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>Actions as the dynamics network receives them, on its device.</summary>
internal sealed class ActionTensors : IDisposable
{
    private readonly Tensor? _table; // [A, planes, height, width]; null if actions are one-hot
    private readonly int _actions;
    private readonly ScalarType _precision;

    public ActionTensors(ActionTable actions, NetworkShape shape, Device device, ScalarType precision = ScalarType.Float32)
    {
        (_actions, _precision) = (actions.Actions, precision);
        if (shape.Kind == NetworkKind.Residual && actions.Length > 0)
        {
            (int height, int width) = shape.Plane;
            Tensor table = empty([shape.Actions, shape.ActionPlanes, height, width], ScalarType.Float32);
            for (int action = 0; action < shape.Actions; action++)
            {
                using Tensor row = table.select(0, action);
                MemoryMarshal.AsBytes(actions.Row(action)).CopyTo(row.bytes);
            }

            _table = table.to(precision, device).DetachFromDisposeScope();
        }
    }

    /// <summary>[n, ...encoded action] of n actions, on their device.</summary>
    public Tensor Encode(Tensor indices) => _table?.index_select(0, indices) ?? nn.functional.one_hot(indices, _actions).to(_precision);

    /// <inheritdoc/>
    public void Dispose() => _table?.Dispose();
}
