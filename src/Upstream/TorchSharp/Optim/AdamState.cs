using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What Adam.State and AdamW.State of upstream both declare; not to be named outside this assembly.</summary>
public abstract class AdamState : OptimizerState, IDisposable
{
#pragma warning disable CA1051 // fields upstream too
    /// <summary>State.step: steps taken with a gradient.</summary>
    public long step;

    /// <summary>State.exp_avg: the decaying mean of gradients.</summary>
    public Tensor exp_avg = null!;

    /// <summary>State.exp_avg_sq: the decaying mean of squared gradients.</summary>
    public Tensor exp_avg_sq = null!;

    /// <summary>State.max_exp_avg_sq: the largest of those so far; null unless amsgrad.</summary>
    public Tensor? max_exp_avg_sq;
#pragma warning restore CA1051

    private protected AdamState(Parameter parameter)
        : base(parameter)
    {
    }

    /// <summary>State.Initialize.</summary>
    public override void Initialize(OptimizerOptions options)
    {
        Dispose();
        step = 0;
        exp_avg = Zeros();
        exp_avg_sq = Zeros();
        max_exp_avg_sq = ((AdamOptions)options).amsgrad!.Value ? Zeros() : null;
    }

    /// <summary>State.Dispose.</summary>
    public void Dispose()
    {
        exp_avg?.Dispose();
        exp_avg_sq?.Dispose();
        max_exp_avg_sq?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>State.to.</summary>
    public override void to(Device device)
    {
        Move(ref exp_avg!, device);
        Move(ref exp_avg_sq!, device);
        Move(ref max_exp_avg_sq, device);
    }

    /// <summary>State.SaveStateDict.</summary>
    public override void SaveStateDict(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(step);
        exp_avg.Save(writer);
        exp_avg_sq.Save(writer);
        SaveOptional(writer, max_exp_avg_sq);
    }

    /// <summary>State.LoadStateDict.</summary>
    public override void LoadStateDict(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        step = reader.ReadInt64();
        exp_avg.Load(reader);
        exp_avg_sq.Load(reader);
        LoadOptional(reader, ref max_exp_avg_sq);
    }

    /// <summary>State.LoadStateDict.</summary>
    public override void LoadStateDict(OptimizerState source)
    {
        AdamState from = (AdamState)source;
        step = from.step;
        Adopt(ref exp_avg!, from.exp_avg);
        Adopt(ref exp_avg_sq!, from.exp_avg_sq);
        Adopt(ref max_exp_avg_sq, from.max_exp_avg_sq);
    }

    /// <summary>State.ApproximatelyEquals.</summary>
    public override bool ApproximatelyEquals(OptimizerState other)
        => other is AdamState right
        && step == right.step
        && exp_avg.allclose(right.exp_avg)
        && exp_avg_sq.allclose(right.exp_avg_sq)
        && (max_exp_avg_sq is null
            ? right.max_exp_avg_sq is null
            : right.max_exp_avg_sq is not null && max_exp_avg_sq.allclose(right.max_exp_avg_sq));

    internal void Step(Parameter parameter, AdamOptions options, bool decoupled)
    {
        bool updated = OptimizerHelper.Updated(
            NativeMethods.ts_adam_step(
                parameter.Handle, exp_avg.Handle, exp_avg_sq.Handle, max_exp_avg_sq?.Handle ?? 0, step + 1, options.LearningRate!.Value,
                options.beta1!.Value, options.beta2!.Value, options.eps!.Value, options.weight_decay!.Value,
                decoupled ? 1 : 0, options.maximize!.Value ? 1 : 0),
            parameter, exp_avg, exp_avg_sq, max_exp_avg_sq);
        if (updated)
        {
            step++;
        }
    }
}
