using System.CommandLine;
using MuZero.Cli.Benchmarking;
using MuZero.Cli.Input;

namespace MuZero.Cli.Commands;

/// <summary>muzero bench: how fast this machine does the engine's parts, and how fast it could.</summary>
internal static class BenchCommand
{
    public static Command Create(Terminal terminal) => new("bench", "Measures the engine's speed on this machine beside a ceiling measured in the same run.")
    {
        SelfPlayBench.Create(terminal),
        SearchBench.Create(terminal),
        InferenceBench.Create(terminal),
        TrainBench.Create(terminal),
        ReplayBench.Create(terminal),
        TuneBench.Create(terminal),
    };
}
