using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>TorchSharp.Modules.ParamGroup: parameters that share options.</summary>
public class ParamGroup : ILearningRateController
{
    /// <summary>ParamGroup.Parameters.</summary>
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    /// <summary>ParamGroup.Options: null until the optimiser takes the group, unless given.</summary>
    public OptimizerOptions Options { get; set; } = null!;

    /// <summary>ParamGroup.LearningRate: the rate of the next step.</summary>
    public double LearningRate
    {
        get => Options.LearningRate!.Value;
        set => Options.LearningRate = value;
    }

    /// <summary>ParamGroup.InitialLearningRate.</summary>
    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}

/// <summary>TorchSharp.Modules.ParamGroup of one optimiser's options.</summary>
/// <typeparam name="TOptions">The optimiser's options.</typeparam>
public class ParamGroup<TOptions> : ParamGroup
    where TOptions : OptimizerOptions
{
    /// <summary>ParamGroup().</summary>
    public ParamGroup()
    {
    }

    /// <summary>ParamGroup(parameters, options): what the options leave open comes from the optimiser.</summary>
    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
    {
        Parameters = parameters;
        base.Options = options!;
    }

    /// <summary>ParamGroup.Options.</summary>
    public new TOptions Options
    {
        get => (TOptions)base.Options;
        set => base.Options = value;
    }
}
