using System.CommandLine;
using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Errors;
using MuZero.Farm.Trainer;
using MuZero.Runs;

namespace MuZero.Cli.Commands;

/// <summary>muzero trainer: the right half of the circle as a service.</summary>
internal sealed class TrainerCommand
{
    private readonly Terminal _terminal;
    private readonly RunSetup _setup;
    private readonly FarmFlags _farm;
    private readonly Option<string?> _storage = Flag.Text("--storage", "URL", "The weight store's address, where weights are not to live with the trainer.");

    private TrainerCommand(Terminal terminal) => (_terminal, _setup, _farm) = (terminal, new RunSetup(terminal), new FarmFlags());

    public static Command Create(Terminal terminal)
    {
        TrainerCommand trainer = new(terminal);
        Command command = new("trainer", "Trains from episodes that workers push, and serves them weights. Started again, it goes on from its newest checkpoint.");
        trainer._setup.AddTo(command);
        trainer._farm.AddServiceTo(command);
        trainer._farm.AddRedisTo(command);
        command.Add(trainer._storage);
        command.SetAction(trainer.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        TrainingSetup setup = _setup.NewOrResumed(parsed);
        if (setup.Options.Deterministic)
        {
            throw UserException.Usage("A farm's workers come and go, so its runs cannot be deterministic. Use muzero train --deterministic.");
        }

        TrainerOptions options = new() { Service = _farm.Service(parsed), Redis = _farm.Redis(parsed), Storage = parsed.GetValue(_storage) };
        using Interruption interruption = new(_terminal);
        _terminal.Report($"training {setup.Game.Spec.Id} with {setup.Options.Algorithm}, seed {setup.Options.Seed}, {setup.Options.SelfPlay.Games} games at once, in {setup.Directory.FullPath}");
        RunSummary summary = FarmTrainer.Run(options, setup, Composition.Choose(setup.Game, setup.Options).Backend, new PlainTrainingView(_terminal), interruption.Token).GetAwaiter().GetResult();
        _ = TrainCommand.Report(_terminal, setup, summary);
        // Stopping a service is a normal exit.
        return (int)ExitCode.Ok;
    }
}
