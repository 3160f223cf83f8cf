using MuZero.Cli.Play;
using MuZero.Engines;

namespace MuZero.Cli.Protocols;

/// <summary>An agent as an engine of the Go Text Protocol, version 2, for any game of two players whose moves are words without
/// spaces.</summary>
/// <remarks>Player 0 is black. Where a program leaves out a pass that the rules require or allow, it is played for it: two moves of a
/// colour in a row, as in handicap games, and Othello's forced pass.</remarks>
internal sealed class GtpServer
{
    private const string Pass = "pass";

    private readonly Thinker _thinker;
    private readonly TextReader _input;
    private readonly TextWriter _output;
    private readonly PlayedLine _line;
    private readonly GtpClock _clock = new();
    private readonly Dictionary<string, Func<string[], string>> _commands;
    private bool _hasQuit;

    public GtpServer(Thinker thinker, TextReader input, TextWriter output)
    {
        PlayedLine.Require(thinker.Game.Spec, "GTP");
        (_thinker, _input, _output, _line) = (thinker, input, output, new PlayedLine(thinker.Game));
        _commands = new(StringComparer.Ordinal)
        {
            ["protocol_version"] = _ => "2",
            ["name"] = _ => "MuZero",
            ["version"] = _ => Composition.Version,
            ["known_command"] = words => words.Length > 0 && _commands!.ContainsKey(words[0]) ? "true" : "false",
            ["list_commands"] = _ => string.Join('\n', _commands!.Keys),
            ["quit"] = _ => Quit(),
            ["boardsize"] = BoardSize,
            ["clear_board"] = _ => Clear(),
            ["komi"] = Komi,
            ["play"] = Play,
            ["genmove"] = words => GenMove(words, plays: true),
            ["reg_genmove"] = words => GenMove(words, plays: false),
            ["undo"] = _ => _line.Undo() ? "" : throw new GtpException("cannot undo"),
            ["showboard"] = _ => "\n" + Board(),
            ["time_settings"] = TimeSettings,
            ["time_left"] = TimeLeft,
            ["kgs-time_settings"] = KgsTimeSettings,
            ["final_score"] = _ => FinalScore(),
        };
    }

    private GameSpec Spec => _thinker.Game.Spec;

    /// <summary>Answers commands until quit or the end of the input.</summary>
    public void Run()
    {
        while (!_hasQuit && _input.ReadLine() is { } line)
        {
            string[] words = Words(line);
            bool hasId = words.Length > 0 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out _);
            string id = hasId ? words[0] : "";
            words = hasId ? words[1..] : words;
            if (words.Length > 0)
            {
                Answer(id, words);
            }
        }
    }

    // Without comments and control characters.
    private static string[] Words(string line)
    {
        string text = string.Concat(line.Split('#', 2)[0].Replace('\t', ' ').Where(letter => !char.IsControl(letter)));
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private void Answer(string id, string[] words)
    {
        try
        {
            string text = _commands.TryGetValue(words[0], out Func<string[], string>? command)
                ? GameFault.Guard(Spec, () => command(words[1..]))
                : throw new GtpException("unknown command");
            _output.Write($"={id} {text}\n\n");
        }
        catch (UserException fault)
        {
            _output.Write($"?{id} {fault.Message.ReplaceLineEndings(" ")}\n\n");
        }

        _output.Flush();
    }

    private string Quit()
    {
        _hasQuit = true;
        return "";
    }

    private string BoardSize(string[] words)
    {
        int size = words.Length > 0 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new GtpException("boardsize not an integer");
        return size == Math.Max(Spec.Observation.Height, Spec.Observation.Width)
            ? Clear()
            : throw new GtpException("unacceptable size");
    }

    private string Clear()
    {
        _line.Begin();
        return "";
    }

    // The rules of a run fix its komi; front ends send one for every game.
    private static string Komi(string[] words)
        => words.Length > 0
            && double.TryParse(words[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double komi)
            && double.IsFinite(komi)
            ? ""
            : throw new GtpException("komi not a float");

    private string Play(string[] words)
    {
        if (words.Length < 2)
        {
            throw new GtpException("syntax error");
        }

        int player = Colour(words[0]);
        bool isPass = words[1].Equals(Pass, StringComparison.OrdinalIgnoreCase);
        if (isPass && !_line.IsOver && _line.State.ToPlay != player)
        {
            return ""; // what is to be passed is not this player's turn
        }

        TakeTurn(player);
        _line.Play(_line.Find(words[1]) ?? throw new GtpException("illegal move"));
        return "";
    }

    private string GenMove(string[] words, bool plays)
    {
        int player = words.Length > 0 ? Colour(words[0]) : throw new GtpException("syntax error");
        if (_line.IsOver)
        {
            return Pass;
        }

        TakeTurn(player);
        if (_line.IsOver)
        {
            return Pass;
        }

        Thought thought = _thinker.Think(_line.State, new SearchClock(_thinker.Simulations, _clock.Next(player)));
        string text = MoveText.Of(_line.State, thought.Action);
        if (plays)
        {
            _line.Play(thought.Action);
        }

        return text;
    }

    private static int Colour(string word)
        => GtpColour.Player(word) ?? throw new GtpException("invalid color or coordinate");

    // The other player passes if it is on turn and may.
    private void TakeTurn(int player)
    {
        if (!_line.IsOver && _line.State.ToPlay != player)
        {
            _line.Play(_line.Find(Pass) ?? throw new GtpException($"illegal move: it is {(player == 0 ? "white" : "black")}'s turn"));
        }
    }

    // An empty line would end the answer.
    private string Board()
        => string.Join('\n', _line.State.Render().ReplaceLineEndings("\n").Split('\n').Select(row => row.Length == 0 ? " " : row));

    private string TimeSettings(string[] words)
    {
        int[] numbers = Numbers(words, 3);
        _clock.Set(numbers[0], numbers[1], numbers[2]);
        return "";
    }

    private string KgsTimeSettings(string[] words)
    {
        string system = words.Length > 0 ? words[0] : throw new GtpException("syntax error");
        int[] numbers = Numbers(words[1..],
            system switch { "none" => 0, "absolute" => 1, "byoyomi" or "canadian" => 3, _ => int.MaxValue });
        switch (system)
        {
            case "none": _clock.SetUnlimited(); break;
            case "absolute": _clock.Set(numbers[0], period: 0, stones: 0); break;
            case "byoyomi": _clock.SetByoYomi(numbers[0], numbers[1]); break;
            default: _clock.Set(numbers[0], numbers[1], numbers[2]); break;
        }

        return "";
    }

    private string TimeLeft(string[] words)
    {
        int player = words.Length > 0 ? Colour(words[0]) : throw new GtpException("syntax error");
        int[] numbers = Numbers(words[1..], 2);
        _clock.Tell(player, numbers[0], numbers[1]);
        return "";
    }

    private static int[] Numbers(string[] words, int count)
    {
        bool areNumbers = words.Length >= count;
        int[] numbers = new int[areNumbers ? count : 0];
        for (int i = 0; i < count && areNumbers; i++)
        {
            areNumbers = int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]);
        }

        return areNumbers ? numbers : throw new GtpException("syntax error");
    }

    private string FinalScore()
    {
        if (!_line.IsOver && _line.State is not IScore)
        {
            throw new GtpException("the game is not over");
        }

        float lead = _line.State is IScore score ? score.Lead : _line.Lead;
        string points = MathF.Abs(lead).ToString("0.##", CultureInfo.InvariantCulture);
        return lead > 0.0f ? $"B+{points}" : lead < 0.0f ? $"W+{points}" : "0";
    }
}

/// <summary>A command that fails; the message is the one that GTP prescribes, where it does.</summary>
internal sealed class GtpException(string message) : UserException(ExitCode.Usage, message);
