using System.Text.Json.Nodes;
using MuZero.Agents;
using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Evaluation;

namespace MuZero.Cli.Commands;

/// <summary>muzero evaluate: how strong a saved agent is.</summary>
internal sealed class EvaluateCommand : Command
{
    // Positions side by side: enough rows for one network call to be worth its cost.
    private const int Batch = 128;
    private const int DefaultEpisodes = 100;

    private static readonly string[] _opponents = ["random", "baseline", "solver"];

    private readonly Terminal _terminal;
    private readonly Argument<string> _run = new("RUN") { Description = "A run's directory, or one checkpoint." };
    private readonly Option<string?> _game = GameChoice.OfRun();
    private readonly Option<bool> _exhaustive = Flag.Switch("--exhaustive", "Walk every line of opponent play as first and as second player.");
    private readonly Option<int?> _episodes = Flag.Whole("--episodes", "Episodes, or games of a match. Default 100.", 1, 1_000_000);
    private readonly Option<string?> _opponent = Flag.Text("--opponent", "NAME", "Of a match: random, baseline or solver. Default: the game's baseline, or random.");
    private readonly Option<int?> _simulations = Flag.Whole("--simulations", "Simulations per move. Default: the run's.", 1, 1_000_000);
    private readonly Option<ulong?> _seed = Flag.Seed("The seed of the episodes. Default 1.");
    private readonly Option<bool> _json = Flag.Json();

    public EvaluateCommand(Terminal terminal)
        : base("evaluate", "Measures a saved agent: its returns, a match, or every line of opponent play.")
    {
        _terminal = terminal;
        Add(_run);
        Flag.Add(this, _game, _exhaustive, _episodes, _opponent, _simulations, _seed, _json);
        SetAction(Run);
    }

    private void Run(ParseResult parsed)
    {
        bool exhaustive = parsed.GetValue(_exhaustive);
        if (exhaustive && (parsed.GetValue(_episodes) is not null || parsed.GetValue(_opponent) is not null))
        {
            throw UserException.Usage("--exhaustive plays every line once, so --episodes and --opponent have no effect. Remove them.");
        }

        SavedAgent agent = SavedAgent.Open(parsed.GetRequiredValue(_run), Composition.Games(), _terminal.Report, parsed.GetValue(_game));
        int episodes = parsed.GetValue(_episodes) ?? DefaultEpisodes;
        ulong seed = parsed.GetValue(_seed) ?? 1;
        bool json = parsed.GetValue(_json);
        if (exhaustive)
        {
            WriteLines(Judge(agent, Player(agent, parsed)), json);
        }
        else if (agent.Game.Spec.Players == 1 && parsed.GetValue(_opponent) is null)
        {
            WriteReturns(new EpisodeRunner(agent.Game).Returns(Player(agent, parsed), episodes, seed), json);
        }
        else
        {
            IPlayer opponent = Opponent(parsed.GetValue(_opponent), agent.Game, seed);
            WriteMatch(new EpisodeRunner(agent.Game).Match(Player(agent, parsed), opponent, episodes, seed), opponent.Name, json);
        }
    }

    private AgentPlayer Player(SavedAgent agent, ParseResult parsed)
    {
        _terminal.Report($"evaluating {agent.Source}");
        return agent.CreatePlayer(Composition.Networks(), parsed.GetValue(_simulations) ?? 0, Batch);
    }

    private static MatchResult[] Judge(SavedAgent agent, AgentPlayer player)
    {
        ExhaustiveJudge judge = new(agent.Game);
        return [judge.Judge(player, seat: 0), judge.Judge(player, seat: 1)];
    }

    private void WriteLines(MatchResult[] seats, bool json)
    {
        MatchResult all = seats[0] + seats[1];
        JsonText.Write(_terminal.Output, json, () => Counts(all), text => TextTable.Write(text,
        [
            ["LINES", "WINS", "DRAWS", "LOSSES"],
            .. new[] { ("as first", seats[0]), ("as second", seats[1]), ("together", all) }
                .Select(row => new[] { row.Item1, Number(row.Item2.Wins), Number(row.Item2.Draws), Number(row.Item2.Losses) }),
        ]));
    }

    private void WriteReturns(ReturnSummary returns, bool json)
    {
        JsonObject numbers = new()
        {
            ["mean"] = returns.Mean,
            ["std"] = returns.Std,
            ["min"] = returns.Min,
            ["max"] = returns.Max,
            ["episodes"] = returns.Episodes,
        };
        string words = string.Create(CultureInfo.InvariantCulture,
            $"mean {returns.Mean:0.###}, std {returns.Std:0.###}, min {returns.Min:0.###}, max {returns.Max:0.###} "
            + $"over {returns.Episodes} episodes of {returns.MeanLength:0.#} decisions");
        JsonText.Write(_terminal.Output, json, () => numbers, text => text.WriteLine(words));
    }

    private void WriteMatch(MatchResult match, string opponent, bool json)
    {
        JsonObject numbers = Counts(match);
        numbers["score"] = match.Score;
        numbers["score_error"] = match.ScoreError;
        numbers["elo"] = JsonText.Finite(match.Elo);
        numbers["opponent"] = opponent;
        string words = string.Create(CultureInfo.InvariantCulture,
            $"{match.Wins} wins, {match.Draws} draws, {match.Losses} losses against {opponent}; "
            + $"score {match.Score:0.###} ± {match.ScoreError:0.###}, Elo difference {match.Elo:+0;-0;0}");
        JsonText.Write(_terminal.Output, json, () => numbers, text => text.WriteLine(words));
    }

    private static JsonObject Counts(MatchResult games) => new() { ["wins"] = games.Wins, ["draws"] = games.Draws, ["losses"] = games.Losses };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    // Without a name the game's baseline, or random play.
    private static IPlayer Opponent(string? name, IGame game, ulong seed) => (name ?? (game is IBaseline ? "baseline" : "random"), game) switch
    {
        ("random", _) => new RandomPlayer(game.Spec, seed),
        ("baseline", IBaseline baseline) => new BaselinePlayer(baseline),
        ("solver", ISolver solver) => new SolverPlayer(game.Spec, solver),
        ("baseline" or "solver", _) => throw UserException.Usage($"{game.Spec.Id} has no {name}. Use --opponent random."),
        _ => throw UserException.Usage(
            $"There is no opponent '{name}'.{NearestName.Suggest(name!, _opponents)} Opponents: {string.Join(", ", _opponents)}."),
    };
}
