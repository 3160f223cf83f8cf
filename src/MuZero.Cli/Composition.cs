using System.Reflection;
using MuZero.Agents;
using MuZero.Cli.Commands;
using MuZero.Games.TicTacToe;
using MuZero.Learning;
using MuZero.Learning.Cpu;

namespace MuZero.Cli;

/// <summary>Puts the program together: its built-in games and its backends.</summary>
internal static class Composition
{
    public static string Version { get; } =
        typeof(Composition).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>True if there is an NVIDIA driver, which is all that can be seen without loading libtorch.</summary>
    public static bool HasGpu => Libtorch.HasDriver;

    public static GameCatalog Games() => new([typeof(TicTacToeGame).Assembly]);

    /// <summary>The backend that evaluates positions if nothing is learned: the kernels, and libtorch only if there is a GPU for
    /// it.</summary>
    public static IBackend Networks() => AllBackends("auto").MaxBy(backend => backend.Priority)!;

    /// <summary>The backend of a run.</summary>
    /// <exception cref="UserException">No backend can run it.</exception>
    public static BackendChoice Choose(IGame game, RunOptions options) => Choose(AgentParts.Of(game, options).Plan);

    /// <summary>The backend of a plan.</summary>
    /// <exception cref="UserException">No backend can run it.</exception>
    public static BackendChoice Choose(LearningPlan plan) => Backends.Choose(AllBackends(plan.Options.Device), plan);

    public static RunSummary Train(TrainingSetup setup, IRunObserver observer, CancellationToken stop)
    {
        using IDisposable held = setup.Directory.Hold(TimeSpan.Zero, stop);
        BackendChoice choice = Choose(setup.Game, setup.Options);
        using TrainingRun run = EmbeddedRun.Create(setup, choice.Backend, observer);
        observer.Report(new RunMessage(RunMessageKind.Choice, RunSetup.Describe(setup)));
        observer.Report(new RunMessage(RunMessageKind.Choice, choice.Reason));
        return run.Run(stop);
    }

    private static IBackend[] AllBackends(string device) => [new CpuBackend(), .. Libtorch.Backends(device)];
}
