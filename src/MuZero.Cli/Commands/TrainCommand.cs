using MuZero.Cli.Input;
using MuZero.Cli.Views;

namespace MuZero.Cli.Commands;

/// <summary>muzero train: the whole circle on this machine.</summary>
internal sealed class TrainCommand : Command
{
    private readonly Terminal _terminal;
    private readonly RunSetup _setup;
    private readonly Option<string?> _restore = Flag.Text(
        "--restore", "PATH", "Begin a new run with the weights and the optimiser of a checkpoint, or of a run's newest one.");
    private readonly Option<bool> _resume = Flag.Switch(
        "--resume", "Continue a run from its newest complete checkpoint: --experiment-name, or the newest run of the game.");

    public TrainCommand(Terminal terminal)
        : base("train", "Trains an agent; Ctrl-C ends it with a checkpoint.")
    {
        (_terminal, _setup) = (terminal, new RunSetup(terminal));
        _setup.AddTo(this);
        Add(_resume);
        Add(_restore);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        TrainingSetup setup = SetUp(parsed);
        using Interruption interruption = new(_terminal);
        RunSummary summary = Train(setup, interruption.Token);
        return Report(_terminal, setup, summary);
    }

    private RunSummary Train(TrainingSetup setup, CancellationToken stop)
    {
        if (_terminal.LiveConsole() is { } console)
        {
            using LiveTrainingView live = new(console, setup, TimeProvider.System);
            return Composition.Train(setup, live, stop);
        }

        using PlainTrainingView lines = new(_terminal, setup, TimeProvider.System);
        return Composition.Train(setup, lines, stop);
    }

    /// <summary>Reports the end of a run; returns the exit code.</summary>
    public static int Report(Terminal terminal, TrainingSetup setup, RunSummary summary)
    {
        if (summary.WasFinished)
        {
            terminal.Report(Finished(summary));
            new TolerantWriter(terminal.Output).WriteLine(setup.Directory.FullPath);
            return (int)ExitCode.Ok;
        }

        terminal.Report(string.Create(
            CultureInfo.InvariantCulture,
            $"{(summary.Interrupted ? "Interrupted" : $"Stopped: {summary.Reason}")} (iteration {summary.Iteration}, step {summary.Step}). "
            + $"{(summary.Checkpoint is { } path ? $"Latest checkpoint: {Path.GetFileName(path)}" : "No checkpoint was written.")}"
            + $"{(summary.Best is { } best ? $"; best/ has {best}" : "")}"));
        new TolerantWriter(terminal.Output).WriteLine(setup.Directory.FullPath);
        return (int)(summary.Interrupted ? ExitCode.Interrupted : ExitCode.Ok);
    }

    /// <summary>The line about a run that had nothing left to do.</summary>
    public static string Finished(RunSummary summary) => string.Create(CultureInfo.InvariantCulture,
        $"The run is finished: {summary.Reason} "
        + $"(iteration {summary.Iteration}, step {summary.Step}). Nothing was changed; a higher --stop continues it.");

    private TrainingSetup SetUp(ParseResult parsed)
    {
        string? restore = parsed.GetValue(_restore);
        if (parsed.GetValue(_resume))
        {
            return restore is null ? _setup.Resumed(parsed) : throw UserException.Usage("--resume and --restore cannot be combined.");
        }

        if (restore is not null && !Directory.Exists(restore))
        {
            throw UserException.Usage(
                $"There is no run or checkpoint {restore} to restore. Name a directory such as runs/NAME or runs/NAME/checkpoint_000100.");
        }

        return _setup.New(parsed, restore);
    }
}
