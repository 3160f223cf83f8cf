using MuZero.Cli.Input;
using MuZero.Farm.Worker;

namespace MuZero.Cli.Commands;

/// <summary>muzero selfplay: self-play as a service, any number of them.</summary>
internal sealed class SelfPlayCommand : Command
{
    private readonly Terminal _terminal;
    private readonly RunMemberFlags _member = new();
    private readonly Option<string?> _spool = Flag.Text(
        "--spool", "DIR", "Holds episodes during an outage of Redis. Default a directory of its own in the system's temporary one.");
    private readonly Option<int?> _spoolSize = Flag.Whole("--spool-mebibytes", "The spool's size at most. Default 256.", 1, 1_048_576);
    private readonly Option<int?> _actors = Flag.Whole("--actors", "Actor threads. Default: the run's.", 1, 1024);
    private readonly Option<double?> _flush = Flag.Seconds("--flush", "The time to push the last episodes at the end. Default 5.", 0, 600);

    public SelfPlayCommand(Terminal terminal)
        : base("selfplay", "Plays for a trainer: joins and leaves at any time, and learns from the trainer what to play.")
    {
        _terminal = terminal;
        _member.AddTo(this, _spool, _spoolSize, _actors, _flush);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        WorkerOptions options = new()
        {
            Trainer = _member.Trainer(parsed, "Name the trainer that this worker plays for: --trainer http://HOST:7401."),
            Game = _member.Game(parsed),
            Service = _member.Service(parsed),
            Redis = _member.Redis(parsed),
            Deadline = _member.Deadline(parsed),
            Spool = parsed.GetValue(_spool) ?? Path.Combine(Path.GetTempPath(), $"muzero-spool-{Environment.ProcessId}"),
        };
        options = options with
        {
            SpoolMebibytes = parsed.GetValue(_spoolSize) ?? options.SpoolMebibytes,
            Actors = parsed.GetValue(_actors) ?? options.Actors,
            Flush = FarmFlags.Time(parsed.GetValue(_flush)) ?? options.Flush,
        };
        return RunMemberFlags.Run(_terminal, "Stopping after this move. Press Ctrl-C again to quit immediately.",
            stop => FarmWorker.Run(options, Composition.Games(), Composition.Networks(), _terminal.Report, stop));
    }
}
