using MuZero.Cli.Input;
using MuZero.Records;
using MuZero.Tuning.Running;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Commands;

/// <summary>muzero tune worker: one of many processes that run the trials of a study in Redis.</summary>
internal sealed class TuneWorkerCommand : Command
{
    private readonly Terminal _terminal;
    private readonly FarmFlags _farm = new();
    private readonly TrialFlags _trials = new();
    private readonly Option<string?> _study = Flag.Text("--study", "NAME",
        "The study, which muzero tune began with --storage redis://HOST:PORT.");
    private readonly Option<string?> _directory = Flag.Text(
        "--local-dir", "DIR",
        "Holds the trials' runs, in a directory of the study's name. Default ./runs. One for all workers with pbt and hyperband.");
    private readonly Option<string?> _game = GameChoice.OfRun();

    public TuneWorkerCommand(Terminal terminal)
        : base("worker", "Joins a study from any machine and runs its trials until it has all; may leave at any time.")
    {
        _terminal = terminal;
        Flag.Add(this, _study, _directory, _game);
        _farm.AddRedisTo(this);
        _trials.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string name = parsed.GetValue(_study) ?? throw UserException.Usage("Name the study to join: --study NAME.");
        RunDirectory directory = RunDirectory.Named(parsed.GetValue(_directory) ?? "runs", name);
        StudyPlace place = new(name, directory.FullPath, $"redis://{_farm.Redis(parsed).Endpoint}") { Redis = _farm.Redis(parsed) };
        using Interruption interruption = new(_terminal, "Giving the trials back, then stopping. Press Ctrl-C again to quit immediately.");
        using TuneSession session = TuneSession.Resume(_terminal, place, stored => stored);
        int concurrent = _trials.Concurrent(parsed);
        _terminal.Report(
            $"Joined the study {name} of {session.Settings.Game} ({session.Study.Trials.Count(trial => trial.IsFinished)} "
            + $"{(session.Trials == int.MaxValue ? "" : $"of {session.Trials} ")}trials have ended), {concurrent} at a time. Output: "
                + $"{place.Directory}");
        bool isWhole = session.Run(
            new TunerOptions { Trials = session.Trials, MaxConcurrent = concurrent, TimeBudget = _trials.Budget(parsed), IsShared = true },
            _trials.Resources(parsed), interruption.Token, parsed.GetValue(_game));
        IReadOnlyList<Trial> trials = session.Study.Trials;
        _terminal.Report(isWhole
            ? $"The study {name} has all its trials: {trials.Count(trial => trial.IsFinished)} ended."
            : "Left the study.");
        return (int)(interruption.Token.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Ok);
    }
}
