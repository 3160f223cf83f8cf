using System.CommandLine;
using MuZero.Cli.Input;
using MuZero.Errors;
using MuZero.Learning;

namespace MuZero.Cli.Benchmarking;

/// <summary>The algorithm whose self-play is measured: --run muzero or alphazero.</summary>
internal sealed class AlgorithmChoice
{
    private static readonly Dictionary<string, Algorithm> _all = new(StringComparer.OrdinalIgnoreCase) { ["muzero"] = Algorithm.MuZero, ["alphazero"] = Algorithm.AlphaZero };

    private readonly Option<string?> _run = Flag.Text("--run", "ALGORITHM", "muzero (default) or alphazero.");

    public void AddTo(Command command) => command.Add(_run);

    /// <summary>The one that was named, or MuZero.</summary>
    /// <exception cref="UserException">It is neither.</exception>
    public Algorithm Of(ParseResult parsed)
    {
        string named = parsed.GetValue(_run) ?? "muzero";
        return _all.TryGetValue(named, out Algorithm algorithm)
            ? algorithm
            : throw UserException.Usage($"--run is '{named}'; it must be muzero or alphazero.{NearestName.Suggest(named, [.. _all.Keys])}");
    }
}
