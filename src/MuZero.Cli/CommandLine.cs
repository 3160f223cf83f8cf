using MuZero.Cli.Commands;
using MuZero.Cli.Input;

namespace MuZero.Cli;

/// <summary>The command line from its words to the exit code.</summary>
internal static class CommandLine
{
    public const string DebugVariable = "MUZERO_DEBUG";

    private const int Failed = 1;

    public static int Run(string[] words, Terminal terminal)
    {
        try
        {
            RootCommand root = Root(terminal);
            ParserConfiguration configuration = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
            ParseResult parsed = root.Parse(FarmVariables.Apply(words, root, terminal.Environment), configuration);
            UsageFaults.Throw(parsed);
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = terminal.Output,
                Error = terminal.Error,
            });
        }
        catch (Exception fault) when (!ShowsTrace(terminal))
        {
            return Report(fault, terminal);
        }
    }

    /// <summary>Every fault ends here: one line, and the exit code.</summary>
    internal static int Report(Exception fault, Terminal terminal)
    {
        switch (fault)
        {
            case UserException user:
                terminal.Report(OneLine(user.Message));
                return (int)user.ExitCode;
            case OperationCanceledException:
                terminal.Report("stopped");
                return (int)ExitCode.Interrupted;
            case OutOfMemoryException:
                terminal.Report(
                    "Not enough memory. Choose smaller options, such as network.channels, search.simulations, self_play.games "
                    + "or training.batch_size.");
                return Failed;
            case UnauthorizedAccessException or IOException:
                terminal.Report($"{OneLine(fault.Message)} Check the path, its rights and the free space.");
                return Failed;
            default:
                terminal.Report($"internal error: {fault.GetType().Name}: {OneLine(fault.Message)} (set {DebugVariable}=1 for the trace)");
                return Failed;
        }
    }

    internal static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand(
            "A planning engine for games and control: trains MuZero and AlphaZero agents, evaluates them and plays against you.")
        {
            new TrainCommand(terminal),
            new TuneCommand(terminal),
            new EvaluateCommand(terminal),
            new ArenaCommand(terminal),
            new DiagnoseCommand(terminal),
            new PlotCommand(terminal),
            PlayCommand.Create(terminal),
            AnalyseCommand.Create(terminal),
            ProtocolCommand.Gtp(terminal),
            ProtocolCommand.Uci(terminal),
            GamesCommand.Create(terminal),
            ConfigCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            CompletionCommand.Create(terminal),
            BenchCommand.Create(terminal),
            new FarmCommand(terminal),
            new TrainerCommand(terminal),
            new SelfPlayCommand(terminal),
            new ReanalyseCommand(terminal),
            new StorageCommand(terminal),
        };
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction(terminal, Composition.Version);
        return root;
    }

    private static bool ShowsTrace(Terminal terminal) => terminal.Environment.GetValueOrDefault(DebugVariable) == "1";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
