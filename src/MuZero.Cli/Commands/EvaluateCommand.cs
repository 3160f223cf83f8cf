using MuZero.Agents;
using MuZero.Agents.Players;
using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Evaluation;
using MuZero.Learning;

namespace MuZero.Cli.Commands;

/// <summary>muzero evaluate: how strong a saved agent is.</summary>
internal sealed class EvaluateCommand : Command
{
    private const int DefaultEpisodes = 100;
    private const string First = "first";
    private const string Second = "second";

    private readonly Terminal _terminal;
    private readonly Argument<string> _run = new("RUN") { Description = BestCheckpoint.RunDescription };
    private readonly Option<string?> _game = GameChoice.OfRun();
    private readonly Option<bool> _exhaustive = Flag.Switch(
        "--exhaustive", "Walk every line of opponent play as first and as second player.");
    private readonly Option<string?> _seat = Flag.Text(
        "--seat", "first|second", "With --exhaustive: the agent's only seat. Default: both, one after the other.");
    private readonly Option<int?> _episodes = Flag.Whole(
        "--episodes",
        "Episodes, or games of a match: the same opening from every seat, rounded up to whole rounds. Default 100.",
        1,
        1_000_000);
    private readonly Option<string?> _opponent = Flag.Text(
        "--opponent",
        "NAME|RUN",
        $"Of a match: {PlayerKinds.Forms}, another run or one checkpoint, also as PATH@SIMULATIONS. "
            + "Default: the game's baseline, or random.");
    private readonly Option<int?> _openingPlies = Flag.Whole(
        "--opening-plies",
        "Random plies before each pair of a match; 0 starts from the first position. Default: the run's evaluation.opening_plies.",
        0,
        1_000);
    private readonly AccuracyFlags _accuracy = new();
    private readonly Option<int?> _confidence = Flag.Whole(
        "--confidence", $"Percent of the intervals: {string.Join(", ", Confidence.Levels)}. Default 95.", 1, 100);
    private readonly Option<int?> _simulations = Flag.Whole(
        "--simulations", "Simulations per move of a saved agent. Default: its run's.", 1, 1_000_000);
    private readonly Option<ulong?> _seed = Flag.Seed("The seed of openings, episodes and random players. Default 1.");
    private readonly Option<bool> _json = Flag.Json();

    public EvaluateCommand(Terminal terminal)
        : base("evaluate", "Measures a saved agent: its returns, a match, every line of opponent play, or its accuracy.")
    {
        _terminal = terminal;
        Add(_run);
        Flag.Add(this, _game, _exhaustive, _seat, _episodes, _opponent, _openingPlies);
        _accuracy.AddTo(this);
        Flag.Add(this, _confidence, _simulations, _seed, _json);
        SetAction(Run);
    }

    private void Run(ParseResult parsed)
    {
        bool exhaustive = parsed.GetValue(_exhaustive);
        bool isMatch = parsed.GetValue(_opponent) is not null || parsed.GetValue(_openingPlies) is not null;
        if (exhaustive && (isMatch || parsed.GetValue(_episodes) is not null))
        {
            throw UserException.Usage(
                "--exhaustive plays every line once, so --episodes, --opponent and --opening-plies have no effect. Remove them.");
        }

        RequireSeat(parsed.GetValue(_seat), exhaustive);
        if (_accuracy.IsGiven(parsed) && (exhaustive || isMatch || parsed.GetValue(_episodes) is not null))
        {
            throw UserException.Usage(
                "--accuracy judges positions and plays no games, so --exhaustive, --episodes, --opponent and --opening-plies have no "
                + "effect. Remove them.");
        }

        int percent = parsed.GetValue(_confidence) ?? Confidence.Default.Percent;
        Confidence confidence = Confidence.Of(percent)
            ?? throw UserException.Usage($"--confidence is '{percent}'; it must be {string.Join(", ", Confidence.Levels)}.");
        SavedAgent agent = SavedAgent.Open(parsed.GetRequiredValue(_run), Composition.Games(), _terminal.Report, parsed.GetValue(_game));
        AccuracyRequest? accuracy = _accuracy.Read(parsed, agent.Game, agent.Options.Evaluation);
        if (!exhaustive && agent.Game.Spec.Players == 1 && isMatch)
        {
            throw UserException.Usage(
                $"{agent.Game.Spec.Id} has one player, so the agent has no opponent. Remove --opponent and --opening-plies; "
                + "a random player is measured with the agent.");
        }

        _terminal.Report($"evaluating {BestCheckpoint.Describe(agent)}");
        EvaluationView view = new(_terminal.Output, parsed.GetValue(_json), agent.Source, confidence);
        using AgentPlayer player = CreatePlayer(agent, Composition.Networks(), parsed);
        if (accuracy is not null)
        {
            view.WriteAccuracy(accuracy.CreateJudge(agent.Game, Seed(parsed)).Judge(player), player.Simulations);
        }
        else if (exhaustive)
        {
            ExhaustiveJudge judge = new(agent.Game);
            string? seat = parsed.GetValue(_seat);
            view.WriteLines(
                seat != Second ? judge.Judge(player, seat: 0) : null,
                seat != First ? judge.Judge(player, seat: 1) : null);
        }
        else if (agent.Game.Spec.Players == 1)
        {
            Compare(agent.Game, player, view, parsed);
        }
        else
        {
            Match(agent, player, view, parsed);
        }
    }

    private static void RequireSeat(string? seat, bool exhaustive)
    {
        if (seat is not (null or First or Second))
        {
            throw UserException.Usage($"--seat is '{seat}'; it must be {First} or {Second}.");
        }

        if (seat is not null && !exhaustive)
        {
            throw UserException.Usage("--seat has an effect with --exhaustive alone. Add --exhaustive, or remove --seat.");
        }
    }

    // Compares the agent with a random player and the game's baseline, from the same starts.
    private void Compare(IGame game, AgentPlayer agent, EvaluationView view, ParseResult parsed)
    {
        IPlayer[] players =
        [
            agent,
            new RandomPlayer(game.Spec),
            .. game is IBaseline baseline ? new IPlayer[] { new BaselinePlayer(baseline) } : [],
        ];
        EpisodeRunner runner = new(game, Environment.ProcessorCount);
        view.WriteReturns([.. players.Select(player => (player.Name, runner.Returns(player, Episodes(parsed), Seed(parsed))))]);
    }

    private void Match(SavedAgent agent, AgentPlayer player, EvaluationView view, ParseResult parsed)
    {
        int plies = parsed.GetValue(_openingPlies) ?? agent.Options.Evaluation.OpeningPlies;
        plies = plies >= 0 ? plies : EpisodeRunner.OpeningPlies(agent.Game);
        using NamedPlayer opponent = Opponent(agent.Game, parsed);
        EpisodeRunner runner = new(agent.Game, Environment.ProcessorCount);
        if (agent.Game.Spec.Players > 2)
        {
            view.WriteSeats(runner.FromEverySeat(player, opponent.Player, Episodes(parsed), plies, Seed(parsed)), opponent.Name, plies);
            return;
        }

        MatchReport report = runner.Match(player, opponent.Player, Episodes(parsed), plies, Seed(parsed));
        view.WriteMatch(report, opponent.Name, plies);
    }

    private NamedPlayer Opponent(IGame game, ParseResult parsed)
    {
        NamedPlayer opponent = PlayerKinds.Create(parsed.GetValue(_opponent) ?? PlayerKinds.DefaultOf(game), new PlayerSetting
        {
            Game = game,
            Networks = Composition.Networks(),
            Simulations = parsed.GetValue(_simulations) ?? 0,
            Threads = Environment.ProcessorCount,
            Report = _terminal.Report,
        });
        if (opponent.Step is not null)
        {
            _terminal.Report($"against {opponent.Name}");
        }

        return opponent;
    }

    private AgentPlayer CreatePlayer(SavedAgent agent, IBackend networks, ParseResult parsed)
        => agent.CreatePlayer(networks, parsed.GetValue(_simulations) ?? 0, EpisodeRunner.SideBySide, Environment.ProcessorCount);

    private int Episodes(ParseResult parsed) => parsed.GetValue(_episodes) ?? DefaultEpisodes;

    private ulong Seed(ParseResult parsed) => parsed.GetValue(_seed) ?? 1;
}
