namespace MuZero.Torch.Tests;

/// <summary>Tests of process-wide state (memory, libtorch's generator); no other test runs at the same time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWide
{
    internal const string Name = "process-wide";
}
