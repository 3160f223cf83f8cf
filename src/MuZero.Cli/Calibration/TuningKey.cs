using System.Globalization;
using System.Text.Json.Serialization;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Options;

namespace MuZero.Cli.Calibration;

/// <summary>The conditions for which a tuned number of games holds.</summary>
/// <param name="Machine">The machine of the measurement.</param>
/// <param name="Network">The network's shape, as one line: two networks of one shape are equally fast.</param>
/// <param name="Algorithm">muzero or alphazero.</param>
/// <param name="Simulations">Simulations per move.</param>
internal sealed record TuningKey(Machine Machine, string Network, string Algorithm, int Simulations)
{
    /// <summary>The key of self-play under options.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="game">Gives the shapes.</param>
    /// <param name="options">Algorithm, network and search.</param>
    public static TuningKey Of(Machine machine, IGame game, RunOptions options)
    {
        NetworkShape shape = NetworkShape.For(game, options.Network, dynamics: options.Algorithm == Learning.Algorithm.MuZero);
        string network = string.Join(' ', shape.ToMetadata().OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}={member.Value}"));
        return new TuningKey(machine, network, options.Algorithm.ToString().ToLowerInvariant(), options.Search.For(game.Spec).Simulations);
    }

    /// <summary>Algorithm and simulations, in words.</summary>
    [JsonIgnore]
    public string Play => string.Create(CultureInfo.InvariantCulture, $"{Algorithm}, {Simulations} {(Simulations == 1 ? "simulation" : "simulations")} per move");
}

/// <summary>The stored result of muzero bench tune.</summary>
/// <param name="Key">What it holds for.</param>
/// <param name="Games">Games at once per actor.</param>
/// <param name="SimulationsPerSecond">With so many games.</param>
/// <param name="Threads">Actors that were measured together.</param>
internal sealed record TuningResult(TuningKey Key, int Games, double SimulationsPerSecond, int Threads);
