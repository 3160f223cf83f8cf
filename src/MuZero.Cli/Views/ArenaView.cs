using System.Text;
using System.Text.Json.Nodes;
using MuZero.Agents.Players;
using MuZero.Arena;
using MuZero.Evaluation;

namespace MuZero.Cli.Views;

/// <summary>The ratings and the matches of an arena as text, JSON, CSV and rows of a picture.</summary>
internal sealed class ArenaView
{
    private static readonly string[] _testColumns = ["LLR", "TEST"];

    private readonly TextWriter _output;
    private readonly ArenaResult _result;
    private readonly Sprt? _test;
    private readonly EloAnchor? _anchor;
    private readonly Confidence _confidence;
    private readonly EloRatings _ratings;
    private readonly string[] _labels;

    public ArenaView(
        TextWriter output, ArenaResult result, IReadOnlyList<NamedPlayer> players, Sprt? test, EloAnchor? anchor, Confidence confidence)
    {
        (_output, _result, _test, _anchor, _confidence) = (output, result, test, anchor, confidence);
        _ratings = EloRatings.Of(result, confidence, anchor);
        _labels = [.. players.Select(Label)];
        Rows = [.. players.Select((player, i) => new RatedEntrant(_labels[i], player.Step, _ratings.Ratings[i], result.TotalOf(i)))];
    }

    /// <summary>A row per entrant, in the order in which they were named.</summary>
    public IReadOnlyList<RatedEntrant> Rows { get; }

    /// <summary>The heading of pictures.</summary>
    public string Title => $"Elo, {_result.Plan.Game}";

    /// <summary>The line below it.</summary>
    public string Subtitle => Quantity.Of(_result.Pairings.Sum(pairing => pairing.Report.Total.Games), "game")
        + $" · {_confidence.Percent} % intervals"
        + $" · {Reference}";

    private string Reference => _anchor is null
        ? "relative to the mean"
        : $"relative to {_labels[_anchor.Entrant]} = {Number(_anchor.Elo)}";

    /// <summary>The name of a player in tables: a checkpoint's path from the working directory, if it is below.</summary>
    public static string Label(NamedPlayer player)
    {
        string relative = player.Step is null ? player.Name : Path.GetRelativePath(Environment.CurrentDirectory, player.Name);
        return relative.StartsWith("..", StringComparison.Ordinal) ? player.Name : relative;
    }

    public void Write(bool json) => JsonText.Write(_output, json, Numbers, WriteText);

    /// <summary>The ratings as CSV with a heading.</summary>
    public string Csv()
    {
        StringBuilder text = new("name,step,simulations,elo,elo_low,elo_high,games,wins,draws,losses,score\n");
        for (int i = 0; i < Rows.Count; i++)
        {
            RatedEntrant row = Rows[i];
            (EloRating rating, MatchResult total) = (row.Rating, row.Total);
            string?[] cells =
            [
                Quoted(row.Name), row.Step?.ToString(CultureInfo.InvariantCulture), Text(_result.Plan.Simulations[i]),
                Cell(rating.Elo), Cell(rating.Interval.Low), Cell(rating.Interval.High),
                Text(total.Games), Text(total.Wins), Text(total.Draws), Text(total.Losses), Cell(total.Score),
            ];
            text.Append(string.Join(',', cells)).Append('\n');
        }

        return text.ToString();
    }

    private void WriteText(TextWriter text)
    {
        TextTable.Write(text,
        [
            ["ENTRANT", "ELO", $"{_confidence.Percent} % INTERVAL", "GAMES", "SCORE", "WINS", "DRAWS", "LOSSES"],
            .. Rows.OrderByDescending(row => row.Rating.Elo ?? double.NegativeInfinity).Select(row => new[]
            {
                row.Name, row.Rating.Elo is { } elo ? Number(elo) : "unknown", Text(row.Rating.Interval), Text(row.Total.Games),
                Share(row.Total.Score), Text(row.Total.Wins), Text(row.Total.Draws), Text(row.Total.Losses),
            }),
        ]);
        text.WriteLine();
        TextTable.Write(text,
        [
            [
                "FIRST", "SECOND", "WINS", "DRAWS", "LOSSES", "SCORE", $"{_confidence.Percent} % INTERVAL",
                .. _test is null ? [] : _testColumns,
            ],
            .. _result.Pairings.Select(Row),
        ]);
        text.WriteLine();
        text.WriteLine(
            $"Elo by maximum likelihood (Bradley and Terry, a draw is half a point), {Reference}; intervals over different pairs of games."
            + (_ratings.HasPrior ? " An entrant took or lost every point, so each pairing counts one drawn game more." : ""));
        if (!_result.IsComplete)
        {
            text.WriteLine("Interrupted: not all games were played.");
        }
    }

    private string[] Row(PairingResult pairing)
    {
        MatchResult total = pairing.Report.Total;
        Interval score = pairing.Report.Score(_confidence);
        return
        [
            _labels[pairing.Pairing.First], _labels[pairing.Pairing.Second], Text(total.Wins), Text(total.Draws), Text(total.Losses),
            Share(total.Score), $"{Share(score.Low)} to {Share(score.High)}",
            .. _test is null
                ? []
                : new[] { pairing.Ratio!.Value.ToString("0.00", CultureInfo.InvariantCulture), VerdictText(pairing.Verdict) },
        ];
    }

    private string VerdictText(SprtVerdict verdict) => verdict switch
    {
        SprtVerdict.AcceptsElo0 => $"at most {Number(_test!.Elo0)}",
        SprtVerdict.AcceptsElo1 => $"at least {Number(_test!.Elo1)}",
        _ => "undecided",
    };

    private JsonObject Numbers() => new()
    {
        ["game"] = _result.Plan.Game,
        ["seed"] = _result.Plan.Seed,
        ["opening_plies"] = _result.Plan.OpeningPlies,
        ["complete"] = _result.IsComplete,
        ["estimate"] = "bradley_terry",
        ["interval"] = "sandwich_over_pairs",
        ["confidence"] = _confidence.Percent,
        ["prior"] = _ratings.HasPrior,
        ["anchor"] = _anchor is null ? null : _labels[_anchor.Entrant],
        ["sprt"] = _test is null ? null : new JsonObject
        {
            ["elo0"] = _test.Elo0,
            ["elo1"] = _test.Elo1,
            ["alpha"] = _test.Alpha,
            ["beta"] = _test.Beta,
            ["lower"] = _test.LowerBound,
            ["upper"] = _test.UpperBound,
        },
        ["entrants"] = JsonText.Array(Rows.Select((row, i) => (row, i)), entry => Entrant(entry.row, _result.Plan.Simulations[entry.i])),
        ["pairings"] = JsonText.Array(_result.Pairings, Pairing),
    };

    private static JsonObject Entrant(RatedEntrant row, int simulations) => new()
    {
        ["name"] = row.Name,
        ["step"] = row.Step,
        ["simulations"] = simulations == 0 ? null : simulations,
        ["elo"] = row.Rating.Elo,
        ["elo_low"] = JsonText.Finite(row.Rating.Interval.Low),
        ["elo_high"] = JsonText.Finite(row.Rating.Interval.High),
        ["games"] = row.Total.Games,
        ["wins"] = row.Total.Wins,
        ["draws"] = row.Total.Draws,
        ["losses"] = row.Total.Losses,
        ["score"] = row.Total.Score,
    };

    private JsonObject Pairing(PairingResult pairing)
    {
        Interval score = pairing.Report.Score(_confidence);
        JsonObject numbers = new()
        {
            ["first"] = _labels[pairing.Pairing.First],
            ["second"] = _labels[pairing.Pairing.Second],
            ["wins"] = pairing.Report.Total.Wins,
            ["draws"] = pairing.Report.Total.Draws,
            ["losses"] = pairing.Report.Total.Losses,
            ["score"] = pairing.Report.Total.Score,
            ["score_low"] = score.Low,
            ["score_high"] = score.High,
            ["pairs_by_score"] = new JsonArray([.. pairing.PairsByScore.Select(count => JsonValue.Create(count))]),
            ["different_pairs"] = pairing.Report.DifferentPairs,
            ["mean_length"] = pairing.Report.MeanLength,
        };
        if (_test is not null)
        {
            numbers["llr"] = pairing.Ratio;
            numbers["verdict"] = pairing.Verdict switch
            {
                SprtVerdict.AcceptsElo0 => "elo0",
                SprtVerdict.AcceptsElo1 => "elo1",
                _ => "undecided",
            };
        }

        return numbers;
    }

    private static string Text(Interval interval)
        => double.IsFinite(interval.Low) ? $"{Number(interval.Low)} to {Number(interval.High)}" : "unknown";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Number(double elo) => elo.ToString("0", CultureInfo.InvariantCulture);

    private static string Share(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);

    private static string? Cell(double? number)
        => number is { } value && double.IsFinite(value) ? value.ToString("0.####", CultureInfo.InvariantCulture) : null;

    private static string Quoted(string text)
        => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
