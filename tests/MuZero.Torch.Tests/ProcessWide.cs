namespace MuZero.Torch.Tests;

/// <summary>Tests of what the whole process shares (memory, libtorch's generator); no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWide
{
    internal const string Name = "process-wide";
}
