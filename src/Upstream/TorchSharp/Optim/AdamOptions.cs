namespace TorchSharp.Modules;

/// <summary>What Adam.Options and AdamW.Options of upstream both declare; not to be named outside this assembly.</summary>
public abstract class AdamOptions : OptimizerOptions
{
#pragma warning disable CA1051 // fields upstream too
    /// <summary>Options.beta1: decay of the mean.</summary>
    public double? beta1;

    /// <summary>Options.beta2: decay of the mean square.</summary>
    public double? beta2;

    /// <summary>Options.weight_decay.</summary>
    public double? weight_decay;

    /// <summary>Options.eps: added to the denominator.</summary>
    public double? eps;

    /// <summary>Options.amsgrad: divides by the largest mean square so far (Reddi et al. 2018).</summary>
    public bool? amsgrad;

    /// <summary>Options.maximize.</summary>
    public bool? maximize;
#pragma warning restore CA1051

    private protected AdamOptions()
    {
    }

    /// <summary>Options.SaveStateDict.</summary>
    public override void SaveStateDict(BinaryWriter writer)
    {
        base.SaveStateDict(writer);
        writer.Write(beta1!.Value);
        writer.Write(beta2!.Value);
        writer.Write(eps!.Value);
        writer.Write(weight_decay!.Value);
        writer.Write(amsgrad!.Value);
        writer.Write(maximize!.Value);
    }

    /// <summary>Options.LoadStateDict.</summary>
    public override void LoadStateDict(BinaryReader reader)
    {
        base.LoadStateDict(reader);
        beta1 = reader.ReadDouble();
        beta2 = reader.ReadDouble();
        eps = reader.ReadDouble();
        weight_decay = reader.ReadDouble();
        amsgrad = reader.ReadBoolean();
        maximize = reader.ReadBoolean();
    }

    /// <summary>Options.LoadStateDict.</summary>
    public override void LoadStateDict(OptimizerOptions source)
    {
        base.LoadStateDict(source);
        AdamOptions from = (AdamOptions)source;
        (beta1, beta2, eps) = (from.beta1, from.beta2, from.eps);
        (weight_decay, amsgrad, maximize) = (from.weight_decay, from.amsgrad, from.maximize);
    }

    internal void Complete(AdamOptions defaults)
    {
        LearningRate ??= defaults.LearningRate;
        beta1 ??= defaults.beta1;
        beta2 ??= defaults.beta2;
        eps ??= defaults.eps;
        weight_decay ??= defaults.weight_decay;
        amsgrad ??= defaults.amsgrad;
        maximize ??= defaults.maximize;
    }
}
