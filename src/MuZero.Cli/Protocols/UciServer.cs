using MuZero.Cli.Play;
using MuZero.Evaluation;

namespace MuZero.Cli.Protocols;

/// <summary>An agent as an engine of the Universal Chess Interface, for chess and for any other game of two players whose moves are words
/// without spaces.</summary>
/// <remarks>Commands are read while the agent thinks: isready and stop are obeyed at once, all others after the move.</remarks>
internal sealed class UciServer
{
    private const int MostOverhead = 5_000;
    private const int MostThreads = 256;
    private const int MostHash = 65_536; // MiB of the evaluation cache

    private static readonly string[] _options = ["simulations", "move overhead", "level"], _threadOptions = ["threads", "hash"];

    private readonly Thinker _thinker;
    private readonly TextReader _input;
    private readonly TextWriter _output;
    private readonly PlayedLine _line;
    private TimeSpan _overhead = TimeSpan.FromMilliseconds(20);
    private bool _isValid = true; // false after a position that could not be read
    private SearchClock? _clock;  // of the search that runs
    private Task _search = Task.CompletedTask;
    private ManualResetEventSlim? _stopped; // what an infinite search waits for

    public UciServer(Thinker thinker, TextReader input, TextWriter output)
    {
        PlayedLine.Require(thinker.Game.Spec, "UCI");
        (_thinker, _input, _line) = (thinker, input, new PlayedLine(thinker.Game));
        _output = TextWriter.Synchronized(output);
    }

    /// <summary>Obeys commands until quit; at the end of the input the move that is being searched is still given.</summary>
    public void Run()
    {
        while (_input.ReadLine() is { } line)
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words is ["quit", ..])
            {
                StopSearch();
                return;
            }

            Obey(words);
        }

        _stopped?.Set();
        _search.GetAwaiter().GetResult();
    }

    private void Obey(string[] words)
    {
        switch (words)
        {
            case ["uci", ..]: Introduce(); break;
            case ["isready", ..]: Write("readyok"); break;
            case ["stop", ..]: StopSearch(); break;
            case ["ponderhit", ..]: _stopped?.Set(); break;
            case ["ucinewgame", ..]: StopSearch(); _line.Begin(); _isValid = true; break;
            case ["position", ..]: StopSearch(); SetPosition(words[1..]); break;
            case ["setoption", ..]: StopSearch(); SetOption(words[1..]); break;
            case ["go", ..]: StopSearch(); Go(words[1..]); break;
            default: break; // UCI: what is not known is passed over
        }
    }

    private void Introduce()
    {
        Write($"id name MuZero {Composition.Version} {_thinker.Game.Spec.Id}");
        Write("id author the contributors of MuZero for .NET");
        Write(string.Create(
            CultureInfo.InvariantCulture,
            $"option name Simulations type spin default {_thinker.Simulations} min 1 max {_thinker.MostSimulations}"));
        Write(string.Create(
            CultureInfo.InvariantCulture,
            $"option name Move Overhead type spin default {_overhead.TotalMilliseconds} min 0 max {MostOverhead}"));
        Write($"option name Level type spin default {_thinker.Level} min 1 max {PlayLevel.Strongest}");
        if (_thinker.HasThreads)
        {
            Write($"option name Threads type spin default {_thinker.Position.Threads} min 1 max {MostThreads}");
            Write($"option name Hash type spin default {_thinker.Position.CacheMebibytes} min 0 max {MostHash}");
        }

        Write("uciok");
    }

    private void SetOption(string[] words)
    {
        int value = Array.IndexOf(words, "value");
        string name = string.Join(' ', words.Skip(1).Take((value < 0 ? words.Length : value) - 1)).ToLowerInvariant();
        string text = value < 0 ? "" : string.Join(' ', words.Skip(value + 1));
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        switch (name)
        {
            case "simulations" when isNumber && number >= 1 && number <= _thinker.MostSimulations: _thinker.Simulations = number; break;
            case "move overhead" when isNumber && number <= MostOverhead: _overhead = TimeSpan.FromMilliseconds(number); break;
            case "level" when isNumber && number is >= 1 and <= PlayLevel.Strongest: _thinker.Level = number; break;
            case "threads" when isNumber && number is >= 1 and <= MostThreads && _thinker.HasThreads: Change("threads", text); break;
            case "hash" when isNumber && number <= MostHash && _thinker.HasThreads: Change("cache_mebibytes", text); break;
            case { } known when _options.Contains(known) || (_thinker.HasThreads && _threadOptions.Contains(known)):
                Tell($"'{text}' is not a valid value of {name}");
                break;
            default: Tell($"there is no option '{name}'"); break;
        }
    }

    private void Change(string option, string text)
    {
        try
        {
            _thinker.Change([new OptionEntry($"position.{option}", OptionForm.Words, text, "setoption")]);
        }
        catch (UserException fault)
        {
            Tell(fault.Message.ReplaceLineEndings(" "));
        }
    }

    // startpos, or fen and a position; then moves and the moves.
    private void SetPosition(string[] words)
    {
        int moves = Array.IndexOf(words, "moves");
        string[] place = moves < 0 ? words : words[..moves];
        try
        {
            _isValid = false;
            _line.Begin(Start(place));
            foreach (string word in moves < 0 ? [] : words[(moves + 1)..])
            {
                _line.Play(_line.Find(word) ?? throw UserException.Usage($"the move '{word}' is not legal"));
            }

            _isValid = true;
        }
        catch (UserException fault)
        {
            Tell($"{fault.Message.ReplaceLineEndings(" ")} in 'position {string.Join(' ', words)}'");
        }
    }

    private IGameState Start(string[] place) => (place, _thinker.Game) switch
    {
        (["startpos", ..], { } game) => game.NewGame(0),
        (["fen", ..], IPositionText text) => text.ReadPosition(string.Join(' ', place.Skip(1))),
        (["fen", ..], { } game) => throw UserException.Usage($"{game.Spec.Id} cannot read positions"),
        _ => throw UserException.Usage("there is neither startpos nor fen"),
    };

    private void Go(string[] words)
    {
        if (!_isValid || _line.IsOver)
        {
            Tell(_isValid ? "the game is over" : "there is no valid position");
            Write("bestmove (none)");
            return;
        }

        IGameState state = _line.State;
        UciLimits limits = UciLimits.Parse(words, state.ToPlay, _overhead);
        bool isOpen = limits.IsInfinite || limits.Time is not null; // as far as memory reaches
        int simulations = limits.Nodes ?? (isOpen ? _thinker.MostSimulations : _thinker.Simulations);
        SearchClock clock = new(Math.Min(simulations, _thinker.MostSimulations), limits.Time);
        ManualResetEventSlim stopped = new(!limits.IsInfinite);
        (_clock, _stopped) = (clock, stopped);
        _search = Task.Factory.StartNew(
            () => Search(state, clock, stopped), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Search(IGameState state, SearchClock clock, ManualResetEventSlim stopped)
    {
        clock.Progress = simulations => Report(state, clock, simulations, value: null);
        try
        {
            Thought thought = GameFault.Guard(_thinker.Game.Spec, () => _thinker.Think(state, clock));
            Report(state, clock, thought.Simulations, thought.Value);
            stopped.Wait();
            Write($"bestmove {MoveText.Of(state, thought.Action)}");
        }
        catch (Exception fault) when (fault is UserException or OutOfMemoryException)
        {
            Tell(fault.Message.ReplaceLineEndings(" "));
            Write("bestmove (none)");
        }
    }

    private void Report(IGameState state, SearchClock clock, int simulations, float? value)
    {
        List<string> line = _thinker.Line(state);
        string score = value is { } known ? $" score cp {Centipawns.Of(known, _thinker.Game.Spec)}" : "";
        double seconds = clock.Elapsed.TotalSeconds;
        string speed = string.Create(
            CultureInfo.InvariantCulture, $"nps {simulations / Math.Max(seconds, 1e-3):0} time {seconds * 1e3:0}");
        string pv = line.Count > 0 ? $" pv {string.Join(' ', line)}" : "";
        Write($"info depth {Math.Max(1, line.Count)}{score} nodes {simulations} {speed}{pv}");
    }

    // Ends the search that runs, which gives its move.
    private void StopSearch()
    {
        _clock?.Stop();
        _stopped?.Set();
        _search.GetAwaiter().GetResult();
        _stopped?.Dispose();
        (_clock, _stopped) = (null, null);
    }

    private void Tell(string text) => Write($"info string {text}");

    private void Write(string line)
    {
        _output.WriteLine(line);
        _output.Flush();
    }
}
