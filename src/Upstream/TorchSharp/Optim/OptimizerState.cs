using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>TorchSharp.Modules.OptimizerState: what an optimiser remembers about one parameter.</summary>
public abstract class OptimizerState
{
    private readonly Parameter _parameter;

    /// <summary>OptimizerState(parameter).</summary>
    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>OptimizerState.Initialize: back to the state before the first step.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>OptimizerState.SaveStateDict.</summary>
    public abstract void SaveStateDict(BinaryWriter writer);

    /// <summary>OptimizerState.LoadStateDict from a stream.</summary>
    public abstract void LoadStateDict(BinaryReader reader);

    /// <summary>OptimizerState.LoadStateDict: copies another's.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>OptimizerState.ApproximatelyEquals: for tests.</summary>
    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    /// <summary>OptimizerState.to: moves the state to a device.</summary>
    public virtual void to(Device device)
    {
    }

    /// <summary>Zeros of the parameter's shape, owned by the state.</summary>
    private protected Tensor Zeros() => zeros_like(_parameter).DetachFromDisposeScope();

    /// <summary>Replaces an optional tensor by a copy of another's, on the parameter's device.</summary>
    private protected void Adopt(ref Tensor? own, Tensor? source)
    {
        if (ReferenceEquals(own, source))
        {
            return;
        }

        using IDisposable unrecorded = no_grad();
        Tensor? copy = source?.to(_parameter.dtype, _parameter.device, copy: true).DetachFromDisposeScope();
        own?.Dispose();
        own = copy;
    }

    private protected static void SaveOptional(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    private protected void LoadOptional(BinaryReader reader, ref Tensor? own)
    {
        using Tensor? read = reader.ReadBoolean() ? TensorExtensionMethods.Read(reader) : null;
        Adopt(ref own, read);
    }

    private protected static void Move(ref Tensor? own, Device device)
    {
        if (own is not null)
        {
            Tensor moved = own.to(device, copy: true).DetachFromDisposeScope();
            own.Dispose();
            own = moved;
        }
    }
}
