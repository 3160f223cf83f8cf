namespace TorchSharp.Modules;

/// <summary>TorchSharp.Modules.OptimizerOptions: a group's settings; what is null comes from the optimiser's own.</summary>
public class OptimizerOptions
{
    /// <summary>OptimizerOptions.LearningRate.</summary>
    public double? LearningRate { get; set; }

    /// <summary>OptimizerOptions.InitialLearningRate.</summary>
    public double InitialLearningRate { get; set; }

    /// <summary>OptimizerOptions.SaveStateDict.</summary>
    public virtual void SaveStateDict(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(InitialLearningRate);
        writer.Write(LearningRate!.Value);
    }

    /// <summary>OptimizerOptions.LoadStateDict from a stream.</summary>
    public virtual void LoadStateDict(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        InitialLearningRate = reader.ReadDouble();
        LearningRate = reader.ReadDouble();
    }

    /// <summary>OptimizerOptions.LoadStateDict: copies another's.</summary>
    public virtual void LoadStateDict(OptimizerOptions source)
    {
        ArgumentNullException.ThrowIfNull(source);
        InitialLearningRate = source.InitialLearningRate;
        LearningRate = source.LearningRate;
    }
}
