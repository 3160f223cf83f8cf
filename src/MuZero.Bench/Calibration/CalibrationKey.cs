using System.Text.Json.Serialization;
using MuZero.Agents;
using MuZero.Options;

namespace MuZero.Bench.Calibration;

/// <summary>The setting that a calibrated number of games holds for.</summary>
/// <param name="Machine">The machine that measured it.</param>
/// <param name="Network">The network's shape, as one line: two networks of one shape are equally fast.</param>
/// <param name="Algorithm">The name of the agent family.</param>
/// <param name="Simulations">Simulations per move.</param>
public sealed record CalibrationKey(Machine Machine, string Network, string Algorithm, int Simulations)
{
    /// <summary>Algorithm and simulations, in words.</summary>
    [JsonIgnore]
    public string Play => string.Create(CultureInfo.InvariantCulture,
        $"{Algorithm}, {Simulations} {(Simulations == 1 ? "simulation" : "simulations")} per move");

    /// <summary>The key of self-play under options.</summary>
    public static CalibrationKey Of(Machine machine, IGame game, RunOptions options)
    {
        AgentParts agent = AgentParts.Of(game, options);
        IEnumerable<string> network = (agent.Shape with { Decoder = false, Projection = false }).ToMetadata() // play has no use for it
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"{member.Key}={member.Value}");
        return new CalibrationKey(machine, string.Join(' ', network), agent.Family.Name, agent.Search.Simulations);
    }
}

/// <summary>The number of games that muzero bench games chose.</summary>
/// <param name="Key">The setting that it holds for.</param>
/// <param name="Games">Games at once per actor.</param>
/// <param name="SimulationsPerSecond">The speed with this number of games.</param>
/// <param name="Threads">Actors that were measured together.</param>
public sealed record CalibrationResult(CalibrationKey Key, int Games, double SimulationsPerSecond, int Threads);
