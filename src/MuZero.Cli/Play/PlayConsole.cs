using MuZero.Cli.Input;
using MuZero.Cli.Views;

namespace MuZero.Cli.Play;

/// <summary>The console game: shows the board, takes moves and commands. Input that is not valid does not end the game.</summary>
internal sealed class PlayConsole(PlaySession session, Terminal terminal)
{
    private const int HintMoves = 5;
    private const int LongList = 30;
    private const int MaxSimulations = 1_000_000;

    private static readonly string[] _commands = ["hint", "undo", "sims", "swap", "auto", "moves", "board", "new", "help", "quit"];

    private readonly TextWriter _output = terminal.Output;

    private bool IsAlone => session.Spec.Players == 1;

    /// <summary>Plays until the person quits or the input ends.</summary>
    public void Run()
    {
        _output.WriteLine(IsAlone
            ? $"{session.Spec.Id}. Type a move, hint, auto for the agent's move, or help."
            : $"{session.Spec.Id}. You play {Side()}; the agent runs {session.Agent.Simulations} simulations per move. Type a move, hint, or help.");
        ShowBoard();
        while (true)
        {
            LetAgentPlay();
            _output.Write(session.IsOver ? "(over) > " : "your move > ");
            _output.Flush();
            if (terminal.Input.ReadLine() is not { } line)
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

    private void Obey(string[] words)
    {
        switch (words)
        {
            case []: break;
            case ["help" or "?"]: ShowHelp(); break;
            case ["board"]: ShowBoard(); break;
            case ["moves"]: ShowMoves(); break;
            case ["hint"] when !session.IsOver: ShowHint(); break;
            case ["auto"] when !session.IsOver: PlayForAgent("plays for you:"); break;
            case ["undo"]: Undo(); break;
            case ["swap"] when !IsAlone: Swap(); break;
            case ["sims"]: _output.WriteLine($"The agent runs {session.Agent.Simulations} simulations per move."); break;
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
        else if (session.Parse(typed) is { } action)
        {
            session.Play(action);
            ShowBoard();
        }
        else
        {
            IEnumerable<string> known = session.Legal().ToArray().Select(session.Text).Concat(_commands);
            _output.WriteLine($"'{typed}' is neither a legal move nor a command.{NearestName.Suggest(typed, known)}");
            ShowMoves();
        }
    }

    private void LetAgentPlay()
    {
        while (!session.IsOver && !session.IsPersonsTurn)
        {
            PlayForAgent("plays");
        }
    }

    private void PlayForAgent(string verb)
    {
        (int action, float value) = session.Agent.Choose(session.State);
        string text = session.Text(action);
        session.Play(action);
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The agent {verb} {text} (it values its position {value:+0.00;-0.00;0.00})."));
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
        _output.WriteLine($"You play {Side()} now.");
    }

    private void SetSimulations(string count)
    {
        if (int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int simulations) && simulations is >= 1 and <= MaxSimulations)
        {
            session.Agent.Simulations = simulations;
            _output.WriteLine($"The agent now runs {simulations} simulations per move.");
        }
        else
        {
            _output.WriteLine($"'{count}' is not a valid number of simulations: type sims and a whole number from 1 to {MaxSimulations}.");
        }
    }

    private void StartAnew()
    {
        session.Restart();
        ShowBoard();
    }

    private void ShowBoard()
    {
        _output.WriteLine(session.State.Render());
        if (session.IsOver)
        {
            _output.WriteLine(Outcome());
        }
        else if (session.IsPersonsTurn)
        {
            ShowMoves();
        }
    }

    private void ShowMoves()
    {
        int[] legal = session.Legal().ToArray();
        string list = string.Join(' ', legal.Take(LongList).Select(session.Text));
        _output.WriteLine(legal.Length == 0 ? "No moves: the game is over." : $"Moves: {list}{(legal.Length > LongList ? $" and {legal.Length - LongList} more" : "")}");
    }

    private void ShowHint()
    {
        IReadOnlyList<Candidate> candidates = session.Agent.Candidates(session.State, session.Legal());
        TextTable.Write(_output,
        [
            ["MOVE", "N", "Q", "P"],
            .. candidates.Take(HintMoves).Select(candidate => new[]
            {
                session.Text(candidate.Action), $"{candidate.Visits}",
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
            ["hint", "the agent's best moves: visits N, value Q, prior P"],
            ["undo", IsAlone ? "takes your last move back" : "takes your last move and the agent's answer back"],
            ["auto", "the agent plays this move for you"],
            ["sims N", "the agent runs N simulations per move"],
            .. IsAlone ? Array.Empty<string[]>() : [["swap", "you and the agent change sides"]],
            ["board, moves", "shows them again"],
            ["new", "begins a new game"],
            ["quit", "ends"],
        ]);
    }

    private string Side() => session.Side == 0 ? "first" : "second";

    private string Outcome() => IsAlone
        ? string.Create(CultureInfo.InvariantCulture, $"The game is over after {session.Moves} moves: you received {session.Return:0.##} in all.")
        : session.Return switch { > 0 => "You win.", < 0 => "The agent wins.", _ => "A draw." };
}
