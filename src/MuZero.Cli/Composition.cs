using System.Reflection;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Games.TicTacToe;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Runs;
using MuZero.Torch;

namespace MuZero.Cli;

/// <summary>Puts the program together: which games are built in, and what networks run on.</summary>
internal static class Composition
{
    public static string Version { get; } =
        typeof(Composition).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>True if there is an NVIDIA driver, which is all that can be detected without loading libtorch.</summary>
    public static bool HasGpu => File.Exists("/dev/nvidiactl");

    public static GameCatalog Games() => new([typeof(TicTacToeGame).Assembly]);

    /// <summary>The networks for runs without learning: our own kernels, and libtorch only if there is a GPU for it.</summary>
    public static INetworkFactory Networks() => HasGpu || OperatingSystem.IsWindows() ? BackendOrKernels() : new CpuBackend();

    /// <summary>libtorch; loaded only here, so that commands without networks start without it.</summary>
    /// <exception cref="UserException">It cannot be loaded.</exception>
    public static ITrainingBackend Backend()
    {
        try
        {
            return new TorchBackend();
        }
        catch (Exception fault) when (IsNativeFault(fault))
        {
            throw new UserException(ExitCode.RunFailed, $"libtorch cannot be loaded ({FirstLine(Innermost(fault).Message)}). Run muzero doctor, which lists what is missing.", fault);
        }
    }

    /// <summary>libtorch's version and devices, in one line.</summary>
    /// <exception cref="UserException">It cannot be loaded.</exception>
    public static string DescribeBackend()
    {
        _ = Backend();
        return TorchBackend.Describe();
    }

    public static RunSummary Train(TrainingSetup setup, IRunObserver observer, CancellationToken stop)
    {
        using IDisposable held = setup.Directory.Hold(TimeSpan.Zero, stop);
        using TrainingRun run = new(setup, Backend(), observer);
        return run.Run(stop);
    }

    // A driver without a libtorch is not a fault.
    private static INetworkFactory BackendOrKernels()
    {
        try
        {
            return Backend();
        }
        catch (UserException)
        {
            return new CpuBackend();
        }
    }

    private static bool IsNativeFault(Exception fault) => Innermost(fault) is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException;

    private static Exception Innermost(Exception fault) => fault.InnerException is { } inner ? Innermost(inner) : fault;

    private static string FirstLine(string message) => message.Split('\n', 2)[0].Trim().TrimEnd('.');
}
