using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Registry;

namespace MuZero.Farm.Trainer;

/// <summary>The options of a trainer's service.</summary>
public sealed record TrainerOptions
{
    /// <summary>Addresses, certificate, tokens.</summary>
    [ValidateObjectMembers]
    public ServiceOptions Service { get; init; } = new();

    /// <summary>The replay buffer.</summary>
    [ValidateObjectMembers]
    public RedisOptions Redis { get; init; } = new();

    /// <summary>The workers' leases.</summary>
    [ValidateObjectMembers]
    public RegistryOptions Registry { get; init; } = new();

    /// <summary>The address of a weight store in another process; none keeps weights in the run's directory and serves them from
    /// here.</summary>
    /// <value>Default none.</value>
    public string? Storage { get; init; }

    /// <summary>Episodes whose weights are more versions behind are refused; 0 accepts all.</summary>
    /// <value>Default 500.</value>
    [Range(0, 1_000_000_000)]
    public long WeightWindow { get; init; } = 500;

    /// <summary>The time that workers are given to finish once training has ended.</summary>
    /// <value>Default 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class TrainerOptionsValidator : IValidateOptions<TrainerOptions>;
