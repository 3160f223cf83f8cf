using System.CommandLine;
using MuZero.Cli.Commands;
using MuZero.Diagnostics;
using MuZero.Games;
using MuZero.Networks;

namespace MuZero.Cli.Benchmarking;

/// <summary>What every benchmark can be asked: the game, the network, how many threads, for how long.</summary>
internal sealed class BenchFlags(Terminal terminal)
{
    private const double DefaultSeconds = 1.0;

    private readonly Option<string?> _game = Flag.Text("--game", "GAME", "A game's name, or the path of its assembly; go9 and othello8: random moves on boards of those shapes.");
    private readonly Option<string?> _network = Flag.Text("--network", "SHAPE", $"The network, untrained: {NetworkChoice.Help}");
    private readonly Option<int?> _threads = Flag.Whole("--threads", "Threads, each with work of its own. Default 1.", 1, 1024);
    private readonly Option<double?> _seconds = Flag.Seconds("--seconds", $"Length of each of {Measurement.Windows} windows; the warm-up takes as long as all of them. Default 1.", 0.01, 3600.0);
    private readonly Option<bool> _json = Flag.Json();

    public void AddTo(Command command)
    {
        command.Add(_game);
        command.Add(_network);
        command.Add(_threads);
        command.Add(_seconds);
        command.Add(_json);
    }

    /// <summary>The game that was named, or null.</summary>
    /// <exception cref="UserException">There is none of the name.</exception>
    public IGame? Game(ParseResult parsed) => parsed.GetValue(_game) is { } named ? BenchGames.Find(named) : null;

    /// <summary>The network's sizes, or null where none is named.</summary>
    /// <exception cref="UserException">The text is no shape.</exception>
    public NetworkOptions? Network(ParseResult parsed) => parsed.GetValue(_network) is { } text ? NetworkChoice.Parse(text) : null;

    /// <summary>What was typed as the game, or null.</summary>
    public string? GameName(ParseResult parsed) => parsed.GetValue(_game);

    /// <summary>What was typed as the network, or null.</summary>
    public string? NetworkName(ParseResult parsed) => parsed.GetValue(_network);

    public int Threads(ParseResult parsed) => parsed.GetValue(_threads) ?? 1;

    /// <summary>A window's length.</summary>
    public double Seconds(ParseResult parsed) => parsed.GetValue(_seconds) ?? DefaultSeconds;

    public void Write(ParseResult parsed, BenchReport report)
    {
        if (parsed.GetValue(_json))
        {
            report.WriteJson(terminal.Output);
        }
        else
        {
            report.WriteText(terminal.Output);
        }
    }
}
