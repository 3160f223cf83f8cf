using MuZero.Cli.Input;
using MuZero.Farm.Weights;

namespace MuZero.Cli.Commands;

/// <summary>muzero storage: the weight store alone.</summary>
internal sealed class StorageCommand : Command
{
    private readonly Terminal _terminal;
    private readonly FarmFlags _farm = new();
    private readonly Option<string?> _directory = Flag.Text("--directory", "DIR", "Holds the weights.");

    public StorageCommand(Terminal terminal)
        : base("storage", "Serves a directory of weights to workers, and takes new ones from the trainer.")
    {
        _terminal = terminal;
        Add(_directory);
        _farm.AddServiceTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string directory = parsed.GetValue(_directory) ?? throw UserException.Usage(
            "Name the directory that holds the weights: --directory DIR.");
        using Interruption interruption = new(_terminal, "stopping");
        FarmStorage.Run(_farm.Service(parsed), directory, _terminal.Report, interruption.Token).GetAwaiter().GetResult();
        return (int)ExitCode.Ok;
    }
}
