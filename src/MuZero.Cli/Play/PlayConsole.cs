using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Evaluation;

namespace MuZero.Cli.Play;

/// <summary>The console game: shows the board, takes moves and commands. Input that is not valid does not end the game.</summary>
internal sealed class PlayConsole(PlaySession session, Terminal terminal)
{
    private const int HintMoves = 5;
    private const int LongList = 30;
    // Any two moves are near each other.
    private const int ShortestCommand = 3;
    private const int MaxSimulations = 1_000_000;

    private static readonly string[] _commands = ["hint", "undo", "level", "sims", "swap", "auto", "moves", "board", "new", "help", "quit"];

    private readonly TextWriter _output = terminal.Output;
    private readonly BoardView _board = new(session.Game, terminal.HasColours);
    private LineEditor? _editor;

    private bool IsAlone => session.Spec.Players == 1;

    /// <summary>Plays until the person quits or the input ends.</summary>
    public void Run()
    {
        WriteWrapped(IsAlone
            ? $"{session.Spec.Id}. Type a move, hint, auto for the agent's move, or help."
            : $"{session.Spec.Id}. You play {Side()}; the agent {session.Agent.Effort}. Type a move, hint, or help.");
        ShowBoard();
        while (true)
        {
            LetAgentPlay();
            if (ReadLine(session.IsOver ? "(over) > " : "your move > ") is not { } line)
            {
                _output.WriteLine();
                return;
            }

            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words is ["quit" or "exit" or "q"])
            {
                return;
            }

            Obey(words);
        }
    }

    private string? ReadLine(string prompt)
    {
        if (terminal.ReadKey is { } readKey)
        {
            IEnumerable<string> Words() => session.Legal().ToArray().Select(session.Text).Concat(_commands);
            _editor ??= new LineEditor(readKey, _output, terminal.Columns, Words);
            return _editor.ReadLine(prompt);
        }

        _output.Write(prompt);
        _output.Flush();
        return terminal.Input.ReadLine();
    }

    private void Obey(string[] words)
    {
        switch (words)
        {
            case []: break;
            case ["help" or "?"]: ShowHelp(); break;
            case ["board"]: ShowBoard(); break;
            case ["moves"]: ShowAllMoves(); break;
            case ["hint"] when !session.IsOver: ShowHint(); break;
            case ["auto"] when !session.IsOver: PlayForAgent("plays for you:", session.Agent.Best(session.State)); break;
            case ["undo"]: Undo(); break;
            case ["swap"] when !IsAlone: Swap(); break;
            case ["level", { } number]: SetLevel(number); break;
            case ["level"]: _output.WriteLine($"Usage: level N, with N from 1 to {PlayLevel.Strongest}, the run's own strength."); break;
            case ["sims"]: _output.WriteLine($"The agent {session.Agent.Effort}."); break;
            case ["sims", { } count]: SetSimulations(count); break;
            case ["new"]: StartAnew(); break;
            default: Move(string.Join(' ', words)); break;
        }
    }

    private void Move(string typed)
    {
        if (session.IsOver)
        {
            _output.WriteLine("The game is over: new, undo, swap or quit.");
        }
        else if (session.Spec.ActionBox is not null)
        {
            MoveWithin(typed);
        }
        else if (session.Parse(typed) is { } action)
        {
            session.Play(action);
            ShowBoard();
        }
        else
        {
            IEnumerable<string> known = session.Legal().ToArray().Select(session.Text).Concat(_commands);
            string nearest = typed.Length > ShortestCommand ? NearestName.Suggest(typed, known) : "";
            _output.WriteLine($"'{typed}' is not a legal move or a command.{nearest}");
            ShowMoves();
        }
    }

    private void MoveWithin(string typed)
    {
        if (session.ParseVector(typed) is { } vector)
        {
            session.Play(0, vector);
            ShowBoard();
            return;
        }

        string nearest = typed.Length > ShortestCommand ? NearestName.Suggest(typed, _commands) : "";
        _output.WriteLine($"'{typed}' is not an action or a command.{nearest}");
        ShowMoves();
    }

    private void LetAgentPlay()
    {
        while (!session.IsOver && !session.IsPersonsTurn)
        {
            PlayForAgent("plays", session.Agent.Choose(session.State));
        }
    }

    private void PlayForAgent(string verb, (int Action, float Value) move)
    {
        (int action, float value) = move;
        float[] vector = session.Agent.Vector(action);
        string text = session.Text(action, vector);
        string who = session.Spec.Players > 2 ? $" as {SideNames.All[session.State.ToPlay]} player" : "";
        session.Play(action, vector);
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The agent{who} {verb} {text} (it expects {value:+0.00;-0.00;0.00} for itself)."));
        ShowBoard();
    }

    private void Undo()
    {
        if (session.Undo())
        {
            ShowBoard();
        }
        else
        {
            _output.WriteLine("You have no move to take back.");
        }
    }

    private void Swap()
    {
        session.Swap();
        _output.WriteLine($"You play {Side()} now.{Marks()}");
    }

    private void SetLevel(string number)
    {
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int level)
            && level is >= 1 and <= PlayLevel.Strongest)
        {
            session.Agent.Play(PlayLevel.Of(level));
            _output.WriteLine($"The agent now plays at level {level} of {PlayLevel.Strongest} ({Simulations()} per move).");
        }
        else
        {
            _output.WriteLine($"'{number}' is not a valid level. Usage: level N, with N from 1 to {PlayLevel.Strongest}.");
        }
    }

    private void SetSimulations(string count)
    {
        if (int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int simulations)
            && simulations is >= 1 and <= MaxSimulations)
        {
            session.Agent.Simulations = simulations;
            _output.WriteLine($"The agent now runs {Simulations()} per move.");
        }
        else
        {
            _output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"'{count}' is not a valid number of simulations. Usage: sims N, with N from 1 to {MaxSimulations:#,0}."));
        }
    }

    private void StartAnew()
    {
        session.Restart();
        session.Agent.Restart();
        ShowBoard();
    }

    private void ShowBoard()
    {
        _output.WriteLine(_board.Text(session.State, session.Before, session.Side));
        if (session.IsOver)
        {
            _output.WriteLine(Outcome());
        }
        else if (session.IsPersonsTurn)
        {
            _output.WriteLine(IsAlone
                ? string.Create(CultureInfo.InvariantCulture, $"Move {session.Moves + 1}, {session.Return:0.##} received so far.")
                : $"Move {session.Moves + 1}.{Marks()}");
            ShowMoves();
        }
    }

    private void ShowMoves()
    {
        if (session.Spec.ActionBox is { } box)
        {
            WriteWrapped(session.IsOver ? "No moves: the game is over."
                : box.Dimensions == 1 ? $"An action is a number within {box}, such as {session.Text(0, [box.High[0] / 4])}."
                : $"An action is {box.Dimensions} numbers within {box}, with commas between them.");
            return;
        }

        int[] legal = session.Legal().ToArray();
        string list = string.Join(' ', legal.Take(LongList).Select(session.Text));
        string more = legal.Length > LongList ? $" and {legal.Length - LongList} more; 'moves' lists all" : "";
        WriteWrapped(legal.Length == 0 ? "No moves: the game is over." : $"Moves: {list}{more}");
    }

    // Every move, with its number if it has a name.
    private void ShowAllMoves()
    {
        if (session.Spec.ActionBox is not null)
        {
            ShowMoves();
            return;
        }

        int[] legal = session.Legal().ToArray();
        IEnumerable<string> moves = legal.Select(action
            => session.Text(action) is { } name && name != $"{action}" ? $"{name}={action}" : $"{action}");
        WriteWrapped(legal.Length == 0 ? "No moves: the game is over." : $"Moves: {string.Join(' ', moves)}");
    }

    private void WriteWrapped(string text)
    {
        foreach (string line in TextTable.Wrap(text, Math.Max(1, terminal.Columns() - 1)))
        {
            _output.WriteLine(line);
        }
    }

    private void ShowHint()
    {
        IReadOnlyList<Candidate> candidates = session.Agent.Candidates(session.State, session.Legal());
        TextTable.Write(_output,
        [
            ["MOVE", "VISITS", "VALUE", "PRIOR"],
            .. candidates.Take(HintMoves).Select(candidate => new[]
            {
                session.Text(candidate.Action, candidate.Vector), $"{candidate.Visits}",
                candidate.Visits == 0 ? "-" : candidate.Q.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture),
                candidate.Prior.ToString("0.000", CultureInfo.InvariantCulture),
            }),
        ]);
    }

    private void ShowHelp()
    {
        TextTable.Write(_output,
        [
            ["a move", "its name or number, as 'moves' lists them"],
            ["hint", "the agent's best moves: visits, value for you, prior"],
            ["undo", IsAlone ? "takes your last move back" : "takes your last move and the agent's answer back"],
            ["auto", "the agent plays this move for you"],
            ["level N", $"the agent's strength, 1 to {PlayLevel.Strongest}"],
            ["sims N", "the agent runs N simulations per move"],
            .. IsAlone ? Array.Empty<string[]>() : [["swap", Swapping]],
            ["board", "shows the board again"],
            ["moves", "all moves, with their numbers"],
            ["new", "starts a new game"],
            ["quit", "ends"],
        ]);
    }

    private string Simulations() => Quantity.Of(session.Agent.Simulations, "simulation");

    // Each side's mark, if the board shows them.
    private string Marks()
        => IsAlone || _board.Mark(session.Side) is not { } yours
            ? ""
            : $" You are {yours}, the agent is {string.Join(" and ", Others().Select(_board.Mark))}.";

    private IEnumerable<int> Others() => Enumerable.Range(0, session.Spec.Players).Where(player => player != session.Side);

    private string Swapping => session.Spec.Players > 2 ? "you take the next side" : "you and the agent change sides";

    private string Side() => SideNames.All[session.Side];

    private string Outcome() => IsAlone
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"The game is over after {Quantity.Of(session.Moves, "move")}: you received {session.Return:0.##} in all.")
        : session.Spec.Players > 2 ? session.Leader switch
        {
            -1 => "Nobody wins alone.",
            int winner when winner == session.Side => "You win.",
            int winner => $"The {SideNames.All[winner]} player wins.",
        }
        : session.Return switch { > 0 => "You win.", < 0 => "The agent wins.", _ => "A draw." };
}
