using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Farm.Registry;
using MuZero.Farm.Trainer;

namespace MuZero.Cli.Commands;

/// <summary>muzero trainer: training as a service, from episodes that workers push.</summary>
internal sealed class TrainerCommand : Command
{
    private readonly Terminal _terminal;
    private readonly RunSetup _setup;
    private readonly FarmFlags _farm = new();
    private readonly Option<string?> _storage = Flag.Text(
        "--storage", "URL", "The address of a weight store. Default: the trainer stores and serves weights itself.");
    private readonly Option<int?> _window = Flag.Whole(
        "--weight-window", "Episodes whose weights are more versions behind are refused; 0 takes all. Default 500.", 0, 1_000_000_000);
    private readonly Option<double?> _heartbeat = Flag.Seconds(
        "--heartbeat", "The interval of the workers' heartbeats. Default 2.", 0, 600);
    private readonly Option<int?> _missed = Flag.Whole(
        "--missed-heartbeats", "Heartbeats that may be missing before a worker's lease ends. Default 3.", 1, 1000);
    private readonly Option<double?> _farewell = Flag.Seconds(
        "--farewell", "The time that workers are given to finish once training has ended. Default 10.", 0, 3600);

    public TrainerCommand(Terminal terminal)
        : base(
            "trainer",
            "Trains from episodes that workers push, and serves them weights. Started again, it continues from its newest checkpoint.")
    {
        (_terminal, _setup) = (terminal, new RunSetup(terminal));
        _setup.AddTo(this);
        _farm.AddServiceTo(this);
        _farm.AddRedisTo(this);
        Flag.Add(this, _storage, _window, _heartbeat, _missed, _farewell);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        TrainerOptions options = Service(parsed);
        TrainingSetup setup = _setup.NewOrResumed(parsed);
        if (setup.Options.Deterministic)
        {
            throw UserException.Usage(
                "A farm's workers come and go, so its runs cannot be deterministic. Use muzero train --deterministic.");
        }

        using Interruption interruption = new(_terminal);
        _terminal.Report(RunSetup.Describe(setup));
        using PlainTrainingView view = new(_terminal, setup, TimeProvider.System);
        RunSummary summary = FarmTrainer.Run(
            options,
            setup,
            Composition.Choose(setup.Game, setup.Options).Backend,
            view,
            interruption.Token).GetAwaiter().GetResult();
        _ = TrainCommand.Report(_terminal, setup, summary);
        // Stopping a service is a normal exit.
        return (int)ExitCode.Ok;
    }

    private TrainerOptions Service(ParseResult parsed)
    {
        TrainerOptions defaults = new();
        return new TrainerOptions
        {
            Service = _farm.Service(parsed),
            Redis = _farm.Redis(parsed),
            Registry = new RegistryOptions
            {
                Heartbeat = FarmFlags.Time(parsed.GetValue(_heartbeat)) ?? defaults.Registry.Heartbeat,
                MissedHeartbeats = parsed.GetValue(_missed) ?? defaults.Registry.MissedHeartbeats,
            },
            Storage = parsed.GetValue(_storage),
            WeightWindow = parsed.GetValue(_window) ?? defaults.WeightWindow,
            Farewell = FarmFlags.Time(parsed.GetValue(_farewell)) ?? defaults.Farewell,
        };
    }
}
