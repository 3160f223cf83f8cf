using MuZero.Errors;
using MuZero.Games;

namespace MuZero.Engines;

/// <summary>An engine over the Universal Chess Interface. It is told the moves of a game if they are known, else the position
/// (<see cref="IPositionText"/>).</summary>
internal sealed class UciEngine : IEngine
{
    private const string ChessStart = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1";

    private readonly EngineProcess _process;
    private readonly EngineSettings _settings;
    private readonly IGame _game;
    private readonly CancellationToken _cancellation;

    /// <summary>Starts an engine and sets its options.</summary>
    /// <exception cref="UserException">The engine is missing.</exception>
    public UciEngine(EngineSettings settings, IGame game, CancellationToken cancellation)
    {
        (_settings, _game, _cancellation) = (settings, game, cancellation);
        _process = EngineProcess.Start(settings);
        try
        {
            SetUp();
        }
        catch
        {
            _process.Dispose();
            throw;
        }
    }

    public string Name => _process.Name;

    public string Choose(IGameState state, IReadOnlyList<int>? moves)
    {
        // A choice must not depend on earlier ones, so the engine forgets them.
        _process.Write("ucinewgame", _cancellation);
        _ = Ask("isready", "readyok");
        _process.Write(Position(state, moves), _cancellation);
        string[] words = Ask($"go {_settings.Limit}", "bestmove").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 ? words[1] : "(none)";
    }

    public void Dispose() => _process.Dispose();

    private void SetUp()
    {
        List<string> known = [];
        _ = Ask("uci", "uciok", known);
        foreach ((string name, string value) in _settings.Options)
        {
            RequireOption(name, known);
            _process.Write($"setoption name {name} value {value}", _cancellation);
        }

        _ = Ask("isready", "readyok");
    }

    // "option name Skill Level type spin ..."; case does not matter.
    private void RequireOption(string name, List<string> lines)
    {
        const string Prefix = "option name ";
        string[] names =
        [
            .. lines.Where(line => line.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(line => line[Prefix.Length..].Split(" type ", 2)[0].Trim()),
        ];
        if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw UserException.Usage(
                $"{Name} has no option '{name}'.{NearestName.Suggest(name, names)} Limits are nodes, movetime and depth.");
        }
    }

    private string Position(IGameState state, IReadOnlyList<int>? moves)
    {
        if (moves is null)
        {
            return _game is IPositionText text
                ? $"position fen {text.WritePosition(state)}"
                : throw UserException.Usage($"{Name} is told a position of {_game.Spec.Id} by the moves that lead to it, which are not "
                    + "known here. Use it in a match or an arena.");
        }

        IGameState first = _game.NewGame(0);
        string start = _game is IPositionText positions && positions.WritePosition(first) is var fen && fen != ChessStart
            ? $"fen {fen}"
            : "startpos";
        return moves.Count == 0 ? $"position {start}" : $"position {start} moves {MoveText.Line(first, moves)}";
    }

    // The line that begins with a word; others are information.
    private string Ask(string command, string awaited, List<string>? others = null)
    {
        TimeSpan deadline = _process.NextDeadline();
        _process.Write(command, _cancellation);
        while (true)
        {
            string line = _process.Read(deadline, command, _cancellation).Trim();
            if (line == awaited || line.StartsWith(awaited + " ", StringComparison.Ordinal))
            {
                return line;
            }

            others?.Add(line);
        }
    }
}
