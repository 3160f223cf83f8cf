using MuZero.Cli.Input;
using MuZero.Farm.Worker;

namespace MuZero.Cli.Commands;

/// <summary>muzero reanalyse: reanalysis as a service, any number of them.</summary>
internal sealed class ReanalyseCommand : Command
{
    private readonly Terminal _terminal;
    private readonly RunMemberFlags _member = new();
    private readonly Option<int?> _threads = Flag.Whole("--threads", "Threads that search. Default: the run's.", 1, 1024);

    public ReanalyseCommand(Terminal terminal)
        : base("reanalyse", "Searches a run's episodes again with its newest weights: joins and leaves at any time.")
    {
        _terminal = terminal;
        _member.AddTo(this, _threads);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        ReanalyserOptions options = new()
        {
            Trainer = _member.Trainer(parsed, "Name the trainer whose episodes are searched again: --trainer http://HOST:7401."),
            Game = _member.Game(parsed),
            Service = _member.Service(parsed),
            Redis = _member.Redis(parsed),
            Deadline = _member.Deadline(parsed),
            Threads = parsed.GetValue(_threads) ?? 0,
        };
        return RunMemberFlags.Run(_terminal, "Stopping after this search. Press Ctrl-C again to quit immediately.",
            stop => FarmReanalyser.Run(options, Composition.Games(), Composition.Networks(), _terminal.Report, stop));
    }
}
