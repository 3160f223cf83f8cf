using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MuZero.Farm.Worker;

/// <summary>The options of a reanalysis service.</summary>
public sealed record ReanalyserOptions : RunMemberOptions
{
    /// <summary>Threads that search; 0 takes the run's reanalyse.threads, and one if that is 0 too.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }
}

[OptionsValidator]
internal sealed partial class ReanalyserOptionsValidator : IValidateOptions<ReanalyserOptions>;
