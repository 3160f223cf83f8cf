using MuZero.Cli.Input;
using MuZero.Farm.Worker;

namespace MuZero.Cli.Commands;

/// <summary>muzero reanalyse: reanalysis as a service, any number of them.</summary>
internal sealed class ReanalyseCommand : Command
{
    private readonly Terminal _terminal;
    private readonly FarmFlags _farm = new();
    private readonly Option<string?> _trainer = Flag.Text("--trainer", "URL", "The trainer's gRPC address, such as http://127.0.0.1:7401.");
    private readonly Option<string?> _game = GameChoice.OfRun();
    private readonly Option<int?> _threads = Flag.Whole("--threads", "Threads that search. Default: the run's.", 1, 1024);
    private readonly Option<double?> _deadline = Flag.Seconds(
        "--deadline", "A call to the trainer without an answer by then has failed. Default 5.", 0, 600);

    public ReanalyseCommand(Terminal terminal)
        : base("reanalyse", "Searches a run's episodes again with its newest weights: joins and leaves at any time.")
    {
        _terminal = terminal;
        Flag.Add(this, _trainer, _game, _threads, _deadline);
        _farm.AddServiceTo(this);
        _farm.AddRedisTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string trainer = parsed.GetValue(_trainer) ?? throw UserException.Usage(
            "Name the trainer whose episodes are searched again: --trainer http://HOST:7401.");
        ReanalyserOptions options = new()
        {
            Trainer = trainer,
            Game = parsed.GetValue(_game),
            Service = _farm.Service(parsed),
            Redis = _farm.Redis(parsed),
            Threads = parsed.GetValue(_threads) ?? 0,
        };
        options = options with { Deadline = FarmFlags.Time(parsed.GetValue(_deadline)) ?? options.Deadline };
        using Interruption interruption = new(_terminal, "Stopping after this search. Press Ctrl-C again to quit immediately.");
        try
        {
            FarmReanalyser.Run(options, Composition.Games(), Composition.Networks(), _terminal.Report, interruption.Token)
                .GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            // Stopped before it had joined.
        }

        return (int)ExitCode.Ok;
    }
}
