using MuZero.Cli.Input;
using MuZero.Farm.Worker;

namespace MuZero.Cli.Commands;

/// <summary>muzero selfplay: self-play as a service, any number of them.</summary>
internal sealed class SelfPlayCommand : Command
{
    private readonly Terminal _terminal;
    private readonly FarmFlags _farm = new();
    private readonly Option<string?> _trainer = Flag.Text("--trainer", "URL", "The trainer's gRPC address, such as http://127.0.0.1:7401.");
    private readonly Option<string?> _game = GameChoice.OfRun();
    private readonly Option<string?> _spool = Flag.Text(
        "--spool", "DIR", "Holds episodes during an outage of Redis. Default a directory of its own in the system's temporary one.");
    private readonly Option<int?> _spoolSize = Flag.Whole("--spool-mebibytes", "The spool's size at most. Default 256.", 1, 1_048_576);
    private readonly Option<int?> _actors = Flag.Whole("--actors", "Actor threads. Default: the run's.", 1, 1024);
    private readonly Option<double?> _deadline = Flag.Seconds(
        "--deadline", "A call to the trainer without an answer by then has failed. Default 5.", 0, 600);
    private readonly Option<double?> _flush = Flag.Seconds("--flush", "The time to push the last episodes at the end. Default 5.", 0, 600);

    public SelfPlayCommand(Terminal terminal)
        : base("selfplay", "Plays for a trainer: joins and leaves at any time, and learns from the trainer what to play.")
    {
        _terminal = terminal;
        Flag.Add(this, _trainer, _game, _spool, _spoolSize, _actors, _deadline, _flush);
        _farm.AddServiceTo(this);
        _farm.AddRedisTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string trainer = parsed.GetValue(_trainer) ?? throw UserException.Usage(
            "Name the trainer that this worker plays for: --trainer http://HOST:7401.");
        WorkerOptions options = new()
        {
            Trainer = trainer,
            Game = parsed.GetValue(_game),
            Service = _farm.Service(parsed),
            Redis = _farm.Redis(parsed),
            Spool = parsed.GetValue(_spool) ?? Path.Combine(Path.GetTempPath(), $"muzero-spool-{Environment.ProcessId}"),
        };
        options = options with
        {
            SpoolMebibytes = parsed.GetValue(_spoolSize) ?? options.SpoolMebibytes,
            Actors = parsed.GetValue(_actors) ?? options.Actors,
            Deadline = FarmFlags.Time(parsed.GetValue(_deadline)) ?? options.Deadline,
            Flush = FarmFlags.Time(parsed.GetValue(_flush)) ?? options.Flush,
        };
        using Interruption interruption = new(_terminal, "Stopping after this move. Press Ctrl-C again to quit immediately.");
        try
        {
            FarmWorker.Run(options, Composition.Games(), Composition.Networks(), _terminal.Report, interruption.Token)
                .GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            // Stopped before it had joined.
        }

        return (int)ExitCode.Ok;
    }
}
