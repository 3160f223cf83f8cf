using System.Globalization;
using MuZero.Errors;
using MuZero.Games;

namespace MuZero.Engines;

/// <summary>An engine over the Go Text Protocol, version 2. It is told the moves of a game, from the first one; player 0 is
/// black.</summary>
internal sealed class GtpEngine : IEngine
{
    private const string Resignation = "resign";
    private const string Pass = "pass";
    private const int MostLinesOfAnswer = 10_000;

    private readonly EngineProcess _process;
    private readonly IGame _game;
    private readonly CancellationToken _cancellation;
    private readonly List<string> _played = []; // as the arguments of play, "b D4"

    /// <summary>Starts an engine and sets up the board.</summary>
    /// <exception cref="UserException">The engine is missing, or does not play on such a board.</exception>
    public GtpEngine(EngineSettings settings, IGame game, CancellationToken cancellation)
    {
        (_game, _cancellation) = (game, cancellation);
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
        if (moves is null)
        {
            throw UserException.Usage(
                $"{Name} is told a position by the moves that lead to it, which are not known here. Use it in a match or an arena.");
        }

        Reach(Plays(moves));
        string colour = GtpColour.Of(state.ToPlay);
        string answer = Require($"genmove {colour}").Trim();
        if (string.Equals(answer, Resignation, StringComparison.OrdinalIgnoreCase))
        {
            return Resign(state);
        }

        _played.Add($"{colour} {answer}");
        return answer;
    }

    public void Dispose() => _process.Dispose();

    private void SetUp()
    {
        int size = Math.Max(_game.Spec.Observation.Height, _game.Spec.Observation.Width);
        if (Ask(string.Create(CultureInfo.InvariantCulture, $"boardsize {size}")) is { IsError: true, Text: var reason })
        {
            throw UserException.Usage($"{Name} does not play {_game.Spec.Id}: it refused a board of size {size} ({reason}). Choose "
                + $"another engine or another size.");
        }

        _ = Require("clear_board");
        if (_game is IKomi { Komi: var komi })
        {
            _ = Require(string.Create(CultureInfo.InvariantCulture, $"komi {komi}"));
        }
    }

    private List<Play> Plays(IReadOnlyList<int> moves)
    {
        IGameState state = _game.NewGame(0);
        int[] legal = new int[_game.Spec.Actions];
        List<Play> plays = [];
        foreach (int action in moves)
        {
            string text = MoveText.Of(state, action);
            bool isForcedPass = text == Pass && state.LegalActions(legal) == 1;
            plays.Add(new Play($"{GtpColour.Of(state.ToPlay)} {text}", isForcedPass));
            state.Apply(action);
        }

        return plays;
    }

    // From the position that it has, if the game went on from there.
    private void Reach(List<Play> plays)
    {
        bool continues = _played.Count <= plays.Count
            && _played.Zip(plays).All(pair => string.Equals(pair.First, pair.Second.Text, StringComparison.OrdinalIgnoreCase));
        if (!continues)
        {
            _ = Require("clear_board");
            _played.Clear();
        }

        for (int i = _played.Count; i < plays.Count; i++)
        {
            // Othello programs such as grhino pass by themselves, and refuse to be told.
            if (Ask($"play {plays[i].Text}") is { IsError: true, Text: var reason } && !plays[i].IsForcedPass)
            {
                string before = string.Join(' ', plays.Take(i).Select(play => play.Text));
                throw new UserException(
                    ExitCode.RunFailed,
                    $"{Name} refused the move '{plays[i].Text}' after '{before}' ({reason}). "
                    + $"Its rules differ from those of {_game.Spec.Id}; set them with its arguments.");
            }

            _played.Add(plays[i].Text);
        }
    }

    // Games here have no resignation: passing gives the game away, where it can.
    private string Resign(IGameState state)
    {
        int[] legal = new int[_game.Spec.Actions];
        return MoveText.Find(state, Pass, legal) is not null
            ? Pass
            : throw new UserException(ExitCode.RunFailed,
                $"{Name} resigned, which {_game.Spec.Id} does not have. Switch it off with the engine's arguments.");
    }

    private string Require(string command)
    {
        Answer answer = Ask(command);
        return answer.IsError
            ? throw new EngineFault(ExitCode.RunFailed, $"{Name} answered '{command}' with the error '{PlainText.Of(answer.Text)}'.")
            : answer.Text;
    }

    // A line that begins with = or ?, and what follows up to an empty line.
    private Answer Ask(string command)
    {
        TimeSpan deadline = _process.NextDeadline();
        _process.Write(command, _cancellation);
        string line;
        do
        {
            line = _process.Read(deadline, command, _cancellation);
        }
        while (line.Trim().Length == 0);

        if (line[0] is not ('=' or '?'))
        {
            throw new EngineFault(ExitCode.RunFailed,
                $"{Name} answered '{command}' with '{PlainText.Of(line)}', which is not GTP. Check its arguments, such as --mode gtp.");
        }

        string text = line[1..].Trim();
        for (int lines = 0; _process.Read(deadline, command, _cancellation).Trim().Length > 0; lines++)
        {
            if (lines == MostLinesOfAnswer)
            {
                throw new EngineFault(ExitCode.RunFailed, $"{Name} answered '{command}' with more than {MostLinesOfAnswer:N0} lines.");
            }
        }

        return new Answer(line[0] == '?', text);
    }

    // The arguments of a play command; a forced pass is the only legal move.
    private readonly record struct Play(string Text, bool IsForcedPass);

    private readonly record struct Answer(bool IsError, string Text);
}
