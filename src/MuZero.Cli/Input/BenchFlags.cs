using MuZero.Agents;
using MuZero.Bench.Measuring;
using MuZero.Bench.Networks;
using MuZero.Networks;

namespace MuZero.Cli.Input;

/// <summary>The flags that all benchmarks share: game, network, threads, the length of a window.</summary>
internal sealed class BenchFlags
{
    private readonly double _defaultSeconds;

    private readonly Argument<string?> _argument = new("GAME")
    {
        Description = "A game's name, or the path of its assembly; go9-shape and othello8-shape: random moves on boards of those shapes.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _game = Flag.Text("--game", "GAME", "The same as GAME.");

    private readonly Option<string?> _network = Flag.Text("--network", "SHAPE", $"The network, untrained: {NetworkChoice.Help}");

    private readonly Option<int?> _threads = Flag.Whole("--threads",
        "Threads, each with work of its own; train: sharing one learner's steps; position: sharing one tree. Default 1.", 1, 1024);

    private readonly Option<string?> _run = Flag.Text("--run", "ALGORITHM", $"{AgentFamilies.Choices}.");
    private readonly Option<string[]> _set = Flag.Many(
        "--set", "KEY=VALUE", "An option of a run, such as network.channels=32 or training.backend=torch.");
    private readonly Option<double?> _seconds;
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The flags of a benchmark that takes <see cref="Measurement.Windows"/> windows of a second.</summary>
    public BenchFlags()
        : this(1.0, $"Length of each of {Measurement.Windows} windows; the warm-up takes as long as all of them. Default 1.")
    {
    }

    /// <summary>The flags of a benchmark with windows of its own.</summary>
    public BenchFlags(double seconds, string windows)
    {
        _defaultSeconds = seconds;
        _seconds = Flag.Seconds("--seconds", windows, 0.01, 3600.0);
    }

    public void AddTo(Command command)
    {
        command.Add(_argument);
        Flag.Add(command, _game, _network, _set, _threads, _seconds, _json);
    }

    public void AddAlgorithmTo(Command command) => command.Add(_run);

    /// <summary>The named game, the game of the named network, or an error.</summary>
    /// <exception cref="UserException">No such game, or neither is named.</exception>
    public IGame Game(ParseResult parsed, BenchGames games) => games.Load(GameName(parsed), NetworkName(parsed));

    /// <summary>The network's sizes, or null if none is named.</summary>
    /// <exception cref="UserException">The text is not a valid shape.</exception>
    public NetworkOptions? Network(ParseResult parsed) => NetworkName(parsed) is { } text ? NetworkChoice.Parse(text) : null;

    /// <summary>The options of --set.</summary>
    /// <exception cref="UserException">One is not KEY=VALUE.</exception>
    public IEnumerable<OptionEntry> Settings(ParseResult parsed) => ConfigFlags.Settings(parsed.GetValue(_set) ?? []);

    /// <summary>The game as the user named it, or null.</summary>
    /// <exception cref="UserException">It is named twice.</exception>
    public string? GameName(ParseResult parsed) => (parsed.GetValue(_argument), parsed.GetValue(_game)) switch
    {
        ({ } argument, { } option) => throw UserException.Usage($"Two games were given ({argument}, {option}). Specify only one."),
        ({ } argument, null) => argument,
        (null, var option) => option,
    };

    public string? NetworkName(ParseResult parsed) => parsed.GetValue(_network);

    /// <summary>The algorithm of --run, or the default.</summary>
    /// <exception cref="UserException">Not an algorithm.</exception>
    public IAgentFamily Family(ParseResult parsed) => AgentFamilies.Named(parsed.GetValue(_run) ?? AgentFamilies.Default.Name, _run.Name);

    public int Threads(ParseResult parsed) => parsed.GetValue(_threads) ?? 1;

    public double Seconds(ParseResult parsed) => parsed.GetValue(_seconds) ?? _defaultSeconds;

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);
}
