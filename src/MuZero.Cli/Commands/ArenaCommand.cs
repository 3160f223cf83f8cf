using System.Text;
using MuZero.Agents.Players;
using MuZero.Arena;
using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Evaluation;
using MuZero.Plots;

namespace MuZero.Cli.Commands;

/// <summary>muzero arena: players against each other, and their ratings.</summary>
internal sealed class ArenaCommand : Command
{
    private const int DefaultGames = 400;

    private readonly Terminal _terminal;
    private readonly Argument<string[]> _entrants = new("ENTRANT")
    {
        Description = $"{PlayerKinds.Forms}, a run or one checkpoint, also as PATH@SIMULATIONS.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> _game = Flag.Text(
        "--game", "GAME", "The game's name, or the path of its assembly. Default: that of the first saved agent.");
    private readonly Option<bool> _gauntlet = Flag.Switch(
        "--gauntlet", "The first entrant plays all others; without it everyone plays everyone.");
    private readonly Option<string?> _ladder = Flag.Text(
        "--ladder", "RUN", "Each checkpoint of a run plays the one before, and every ENTRANT plays all checkpoints.");
    private readonly Option<int?> _games = Flag.Whole("--games", $"Games per pairing, in pairs. Default {DefaultGames}.", 2, 1_000_000);
    private readonly Option<int?> _openingPlies = Flag.Whole(
        "--opening-plies",
        "Random plies before each pair; 0 starts from the first position. Default: the fewest after which the game has a thousand lines.",
        0,
        1_000);
    private readonly Option<int?> _simulations = Flag.Whole(
        "--simulations", "Simulations per move of all entrants whose text names none. Default: those of each run.", 1, 1_000_000);
    private readonly Option<double?> _time = Flag.Seconds(
        "--time-per-move", "Equal time in place of equal simulations: seconds of one core, measured before the games.", 0.0001, 3_600);
    private readonly Option<string?> _sprt = Flag.Text(
        "--sprt", "ELO0,ELO1[,ALPHA,BETA]", "End a pairing as soon as a sequential test of its difference in Elo is decided.");
    private readonly Option<string?> _anchor = Flag.Text("--anchor", "ENTRANT=ELO", "Give one entrant a rating. Default: the mean is 0.");
    private readonly Option<int?> _confidence = Flag.Whole(
        "--confidence", $"Percent of the intervals: {string.Join(", ", Confidence.Levels)}. Default 95.", 1, 100);
    private readonly Option<ulong?> _seed = Flag.Seed("The seed of openings, dice and players that draw. Default 1.");
    private readonly Option<string?> _out = Flag.Text(
        "--out", "DIR", "Record every finished pair in DIR; the same command goes on with what is there.");
    private readonly Option<string?> _csv = Flag.Text("--csv", "FILE", "Write the ratings as CSV.");
    private readonly Option<string?> _plot = Flag.Text("--plot", "FILE", "Draw the ratings with their intervals; .svg or .png.");
    private readonly Option<bool> _json = Flag.Json();

    public ArenaCommand(Terminal terminal)
        : base("arena", "Plays matches between saved agents and other players, and rates them.")
    {
        _terminal = terminal;
        Add(_entrants);
        Flag.Add(
            this, _game, _gauntlet, _ladder, _games, _openingPlies, _simulations, _time, _sprt, _anchor, _confidence, _seed, _out, _csv,
            _plot, _json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        Confidence confidence = ConfidenceOf(parsed);
        Sprt? test = parsed.GetValue(_sprt) is { } text ? Sprt.Parse(text) : null;
        string[] others = parsed.GetValue(_entrants) ?? [];
        IReadOnlyList<string> steps = parsed.GetValue(_ladder) is { } run ? ArenaEntrants.Ladder(run) : [];
        string[] texts = [.. steps, .. others];
        Require(parsed, texts, steps.Count > 0);
        IGame game = ArenaEntrants.FindGame(parsed.GetValue(_game), texts, _terminal);
        int plies = parsed.GetValue(_openingPlies) ?? EpisodeRunner.OpeningPlies(game);
        ArenaEntrants entrants = new(_terminal, game, plies);
        int[] simulations = SimulationsOf(parsed, texts, entrants);
        List<NamedPlayer> players = entrants.Create(texts, simulations);
        try
        {
            IReadOnlyList<ArenaPairing> pairings = steps.Count > 0 ? ArenaPairings.Ladder(steps.Count, others.Length)
                : parsed.GetValue(_gauntlet) ? ArenaPairings.Gauntlet(texts.Length)
                : ArenaPairings.RoundRobin(texts.Length);
            string[] names = [.. players.Select(player => player.Name)];
            ArenaPlan plan = ArenaPlan.Of(game.Spec, names, pairings, plies, parsed.GetValue(_seed) ?? 1) with
            {
                Simulations = [.. players.Select((player, i) => player.IsScaled ? simulations[i] : 0)],
                SecondsPerMove = parsed.GetValue(_time) ?? 0.0,
            };
            EloAnchor? anchor = AnchorOf(parsed, texts, players);
            ArenaResult result = Play(parsed, game, plan, players, test);
            Write(parsed, new ArenaView(_terminal.Output, result, players, test, anchor, confidence), steps.Count > 0);
            return (int)(result.IsComplete ? ExitCode.Ok : ExitCode.Interrupted);
        }
        finally
        {
            players.ForEach(player => player.Dispose());
        }
    }

    private void Require(ParseResult parsed, string[] texts, bool isLadder)
    {
        if (texts.Length < 2)
        {
            throw UserException.Usage(
                "An arena needs two entrants. Name them, such as muzero arena runs/a mcts:1000, or a run with --ladder.");
        }

        if (isLadder && parsed.GetValue(_gauntlet))
        {
            throw UserException.Usage("--gauntlet and --ladder are two orders of play. Choose one.");
        }

        if (parsed.GetValue(_time) is not null && parsed.GetValue(_simulations) is not null)
        {
            throw UserException.Usage("--time-per-move and --simulations exclude each other. Choose one.");
        }

        if (parsed.GetValue(_plot) is { } plot)
        {
            OutputFile.RequirePicture(plot, "--plot");
        }
    }

    // What was measured once holds for the whole journal.
    private int[] SimulationsOf(ParseResult parsed, string[] texts, ArenaEntrants entrants)
    {
        if (parsed.GetValue(_time) is not { } seconds)
        {
            return [.. texts.Select(_ => parsed.GetValue(_simulations) ?? 0)];
        }

        ArenaPlan? begun = parsed.GetValue(_out) is { } directory ? ArenaJournal.PlanOf(directory) : null;
        return begun is not null && begun.SecondsPerMove == seconds && begun.Simulations.Count == texts.Length
            ? [.. begun.Simulations]
            : entrants.MeasureSimulations(texts, seconds);
    }

    private ArenaResult Play(ParseResult parsed, IGame game, ArenaPlan plan, List<NamedPlayer> players, Sprt? test)
    {
        using ArenaJournal? journal = parsed.GetValue(_out) is { } directory ? ArenaJournal.Open(directory, plan) : null;
        Tournament tournament = new(
            game, plan, [.. players.Select(player => player.Player)], parsed.GetValue(_games) ?? DefaultGames, test, journal?.Pairs);
        if (journal is not null && journal.Pairs.Sum(pairs => pairs.Count) is var pairs and > 0)
        {
            _terminal.Report($"going on after {Quantity.Of(2 * pairs, "game")}");
        }

        using Interruption interruption = new(_terminal, "Ending with the table so far. Press Ctrl-C again to quit immediately.");
        ArenaProgress progress = new(_terminal, plan, players, parsed.GetValue(_games) ?? DefaultGames);
        tournament.Play(Environment.ProcessorCount, (pairing, pair) => journal?.Append(pairing, pair), progress.Show, interruption.Token);
        return tournament.Result;
    }

    private void Write(ParseResult parsed, ArenaView view, bool isLadder)
    {
        view.Write(parsed.GetValue(_json));
        if (parsed.GetValue(_csv) is { } csv)
        {
            OutputFile.Write(csv, Encoding.UTF8.GetBytes(view.Csv()), _terminal);
        }

        if (parsed.GetValue(_plot) is { } plot)
        {
            Picture picture = isLadder
                ? ArenaPictures.Ladder(view.Title, view.Subtitle, view.Rows)
                : ArenaPictures.Ratings(view.Title, view.Subtitle, view.Rows);
            OutputFile.Write(plot, picture, _terminal);
        }
    }

    private Confidence ConfidenceOf(ParseResult parsed)
    {
        int percent = parsed.GetValue(_confidence) ?? Confidence.Default.Percent;
        return Confidence.Of(percent)
            ?? throw UserException.Usage($"--confidence is '{percent}'; it must be {string.Join(", ", Confidence.Levels)}.");
    }

    // By the text as it was typed, or by the name in the table.
    private EloAnchor? AnchorOf(ParseResult parsed, string[] texts, List<NamedPlayer> players)
    {
        if (parsed.GetValue(_anchor) is not { } text)
        {
            return null;
        }

        int at = text.LastIndexOf('=');
        if (at < 0 || !double.TryParse(text.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double elo)
            || !double.IsFinite(elo))
        {
            throw UserException.Usage($"--anchor is '{text}'; it must be ENTRANT=ELO, such as mcts:1000=1500.");
        }

        string name = text[..at];
        string[] names = [.. players.Select(ArenaView.Label)];
        int entrant = Enumerable.Range(0, texts.Length)
            .FirstOrDefault(i => name == texts[i] || name == names[i] || name == players[i].Name, -1);
        return entrant >= 0
            ? new EloAnchor(entrant, elo)
            : throw UserException.Usage($"--anchor names '{name}', which is not an entrant.{NearestName.Suggest(name, names)} "
                + $"Entrants: {string.Join(", ", names)}.");
    }
}
