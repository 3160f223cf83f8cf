using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Worker;

namespace MuZero.Cli.Input;

/// <summary>Options of the commands that join a trainer's run, and the way in which they run.</summary>
internal sealed class RunMemberFlags
{
    private readonly FarmFlags _farm = new();
    private readonly Option<string?> _trainer = Flag.Text("--trainer", "URL", "The trainer's gRPC address, such as http://127.0.0.1:7401.");
    private readonly Option<string?> _game = GameChoice.OfRun();
    private readonly Option<double?> _deadline = Flag.Seconds(
        "--deadline", "A call to the trainer without an answer by then has failed. Default 5.", 0, 600);

    /// <summary>Adds the options to a command, its own ones between them.</summary>
    public void AddTo(Command command, params Option[] own)
    {
        Flag.Add(command, [_trainer, _game, .. own, _deadline]);
        _farm.AddServiceTo(command);
        _farm.AddRedisTo(command);
    }

    /// <summary>The trainer's address.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="otherwise">The message if it is missing.</param>
    /// <exception cref="UserException">It is missing.</exception>
    public string Trainer(ParseResult parsed, string otherwise) => parsed.GetValue(_trainer) ?? throw UserException.Usage(otherwise);

    public string? Game(ParseResult parsed) => parsed.GetValue(_game);

    public ServiceOptions Service(ParseResult parsed) => _farm.Service(parsed);

    public RedisOptions Redis(ParseResult parsed) => _farm.Redis(parsed);

    public TimeSpan Deadline(ParseResult parsed) => FarmFlags.Time(parsed.GetValue(_deadline)) ?? RunMemberOptions.DefaultDeadline;

    /// <summary>Runs a service until it ends or is interrupted.</summary>
    /// <param name="terminal">Receives the message of an interruption.</param>
    /// <param name="stopping">That message.</param>
    /// <param name="run">The service.</param>
    /// <returns>The exit code.</returns>
    public static int Run(Terminal terminal, string stopping, Func<CancellationToken, Task> run)
    {
        using Interruption interruption = new(terminal, stopping);
        try
        {
            run(interruption.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            // Stopped before it had joined.
        }

        return (int)ExitCode.Ok;
    }
}
