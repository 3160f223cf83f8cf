using System.CommandLine;
using MuZero.Cli.Input;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;

namespace MuZero.Cli.Benchmarking;

/// <summary>The options that all benchmarks share: the game, the network, the number of threads, the time.</summary>
internal sealed class BenchFlags
{
    private readonly Terminal _terminal;
    private readonly double _defaultSeconds;

    private readonly Option<string?> _game = Flag.Text("--game", "GAME", "A game's name, or the path of its assembly; go9 and othello8: random moves on boards of those shapes.");
    private readonly Option<string?> _network = Flag.Text("--network", "SHAPE", $"The network, untrained: {NetworkChoice.Help}");
    private readonly Option<int?> _threads = Flag.Whole("--threads", "Threads, each with work of its own; train: sharing one learner's steps. Default 1.", 1, 1024);
    private readonly Option<double?> _seconds;
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The flags of a benchmark that takes <see cref="Measurement.Windows"/> windows of a second.</summary>
    public BenchFlags(Terminal terminal)
        : this(terminal, 1.0, $"Length of each of {Measurement.Windows} windows; the warm-up takes as long as all of them. Default 1.")
    {
    }

    /// <summary>The flags of a benchmark with windows of its own.</summary>
    /// <param name="terminal">Receives the results.</param>
    /// <param name="seconds">The default length of a window.</param>
    /// <param name="windows">The word for a window in the help.</param>
    public BenchFlags(Terminal terminal, double seconds, string windows)
    {
        _terminal = terminal;
        _defaultSeconds = seconds;
        _seconds = Flag.Seconds("--seconds", windows, 0.01, 3600.0);
    }

    public void AddTo(Command command)
    {
        command.Add(_game);
        command.Add(_network);
        command.Add(_threads);
        command.Add(_seconds);
        command.Add(_json);
    }

    /// <summary>The game that was named, or null.</summary>
    /// <exception cref="UserException">No such game.</exception>
    public IGame? Game(ParseResult parsed) => parsed.GetValue(_game) is { } named ? BenchGames.Find(named) : null;

    /// <summary>The network's sizes, or null if none is named.</summary>
    /// <exception cref="UserException">The text is not a valid shape.</exception>
    public NetworkOptions? Network(ParseResult parsed) => parsed.GetValue(_network) is { } text ? NetworkChoice.Parse(text) : null;

    /// <summary>The game as typed, or null.</summary>
    public string? GameName(ParseResult parsed) => parsed.GetValue(_game);

    /// <summary>The network as typed, or null.</summary>
    public string? NetworkName(ParseResult parsed) => parsed.GetValue(_network);

    public int Threads(ParseResult parsed) => parsed.GetValue(_threads) ?? 1;

    /// <summary>A window's length.</summary>
    public double Seconds(ParseResult parsed) => parsed.GetValue(_seconds) ?? _defaultSeconds;

    /// <summary>True if the result is to be JSON.</summary>
    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    public void Write(ParseResult parsed, BenchReport report)
    {
        if (Json(parsed))
        {
            report.WriteJson(_terminal.Output);
        }
        else
        {
            report.WriteText(_terminal.Output);
        }
    }
}
