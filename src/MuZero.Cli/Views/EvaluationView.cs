using System.Text.Json.Nodes;
using MuZero.Evaluation;

namespace MuZero.Cli.Views;

/// <summary>The result of an evaluation, as text or as one line of JSON.</summary>
/// <param name="output">Receives it.</param>
/// <param name="json">True for JSON.</param>
/// <param name="checkpoint">The checkpoint that was measured.</param>
/// <param name="confidence">The level of the intervals.</param>
internal sealed class EvaluationView(TextWriter output, bool json, string checkpoint, Confidence confidence)
{
    /// <summary>Every line of opponent play, from both seats.</summary>
    /// <param name="first">Those as first player, or null.</param>
    /// <param name="second">Those as second player, or null.</param>
    public void WriteLines(MatchResult? first, MatchResult? second) => JsonText.Write(
        output, json, () => BySeat(first, second), text => TextTable.Write(text, SeatTable("LINES", first, second)));

    /// <summary>A match.</summary>
    /// <param name="report">Its result.</param>
    /// <param name="opponent">The opponent's name.</param>
    /// <param name="openingPlies">Plies of its random openings.</param>
    public void WriteMatch(MatchReport report, string opponent, int openingPlies)
    {
        Interval score = report.Score(confidence);
        JsonText.Write(output, json, Numbers, text =>
        {
            TextTable.Write(text, SeatTable("GAMES", report.AsFirst, report.AsSecond));
            text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"score {report.Total.Score:0.###} against {opponent}, "
                + $"{confidence.Percent} % interval {score.Low:0.###} to {score.High:0.###} "
                + $"(Wilson, over {Count(report.DifferentPairs, "different pair")} of games)"));
            text.WriteLine(EloText(report.Total.Score, score));
            text.WriteLine(openingPlies == 0
                ? $"{Count(report.Total.Games, "game")} from the first position, {report.DifferentGames} of them different"
                : $"{Count(report.Total.Games, "game")} after {Count(openingPlies, "random opening ply", "random opening plies")}, "
                    + $"each opening from both seats; {report.DifferentGames} of them different");
        });

        JsonObject Numbers()
        {
            JsonObject numbers = BySeat(report.AsFirst, report.AsSecond);
            numbers["score"] = report.Total.Score;
            numbers["score_low"] = score.Low;
            numbers["score_high"] = score.High;
            numbers["elo"] = Elo.Difference(report.Total.Score);
            numbers["elo_low"] = Elo.Difference(score.Low);
            numbers["elo_high"] = Elo.Difference(score.High);
            numbers["confidence"] = confidence.Percent;
            numbers["interval"] = "wilson_over_pairs";
            numbers["games"] = report.Total.Games;
            numbers["different_games"] = report.DifferentGames;
            numbers["pairs"] = report.Pairs.Count;
            numbers["different_pairs"] = report.DifferentPairs;
            numbers["opening_plies"] = openingPlies;
            numbers["mean_length"] = report.MeanLength;
            numbers["opponent"] = opponent;
            numbers["checkpoint"] = checkpoint;
            return numbers;
        }
    }

    /// <summary>Games of more than two players.</summary>
    /// <param name="report">Their results.</param>
    /// <param name="opponent">The name of the opponent in all other seats.</param>
    /// <param name="openingPlies">Plies of the random openings.</param>
    public void WriteSeats(SeatReport report, string opponent, int openingPlies)
    {
        Interval score = report.Score(confidence);
        JsonText.Write(output, json, Numbers, text =>
        {
            TextTable.Write(text,
            [
                ["SEAT", "WINS", "SHARED", "LOSSES", "SCORE", $"{confidence.Percent} % INTERVAL"],
                .. report.Seats.Select((seat, i) => Row(Number(i + 1), seat, report.Score(i, confidence))),
                Row("together", report.Total, score),
            ]);
            text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"against {opponent} in all other seats; equal players score {1.0 / report.Seats.Count:0.###}; a game that k players share "
                + $"counts 1/k; Wilson's interval over {Count(report.Rounds.Count, "round")} of a game in each seat"));
            text.WriteLine(openingPlies == 0
                ? $"{Count(report.Total.Games, "game")} from the first position, {report.DifferentGames} of them different"
                : $"{Count(report.Total.Games, "game")} after {Count(openingPlies, "random opening ply", "random opening plies")}, "
                    + $"each opening from every seat; {report.DifferentGames} of them different");
        });

        static string[] Row(string name, SeatResult seat, Interval interval) =>
        [
            name, Number(seat.Wins), Number(seat.Shared), Number(seat.Losses), Number(seat.Score),
            $"{Number(interval.Low)} to {Number(interval.High)}",
        ];

        JsonObject Numbers()
        {
            JsonObject numbers = Points(report.Total, score);
            numbers["seats"] = new JsonArray([.. report.Seats.Select((seat, i) => Points(seat, report.Score(i, confidence)))]);
            numbers["confidence"] = confidence.Percent;
            numbers["interval"] = "wilson_over_rounds";
            numbers["games"] = report.Total.Games;
            numbers["different_games"] = report.DifferentGames;
            numbers["rounds"] = report.Rounds.Count;
            numbers["opening_plies"] = openingPlies;
            numbers["mean_length"] = report.MeanLength;
            numbers["opponent"] = opponent;
            numbers["checkpoint"] = checkpoint;
            return numbers;
        }
    }

    /// <summary>Accuracy against perfect play.</summary>
    /// <param name="report">The accuracy by phase.</param>
    /// <param name="simulations">The agent's simulations per move.</param>
    public void WriteAccuracy(AccuracyReport report, int simulations)
    {
        JsonText.Write(output, json, Numbers, text =>
        {
            string[] interval = report.IsComplete ? [] : [$"{confidence.Percent} % INTERVAL"];
            TextTable.Write(text,
            [
                ["PLIES", "POSITIONS", "MISTAKES", "ACCURACY", .. interval, "AT RANDOM"],
                .. report.Phases.Append(report.Total).Select(phase => new[]
                {
                    phase.Plies, Number(phase.Positions), Number(phase.Positions - phase.Kept), Share(phase.Share),
                }.Concat(report.IsComplete ? [] : [Shares(phase.IntervalOf(confidence))]).Append(Share(phase.RandomShare)).ToArray()),
            ]);
            text.WriteLine($"share of choices that keep the game-theoretic value, at {Count(simulations, "simulation")}; "
                + (report.IsComplete ? "every reachable position was judged" : "Wilson's interval over different random positions"));
        });

        JsonObject Numbers()
        {
            JsonObject numbers = Accuracy(report.Total, report.IsComplete);
            numbers["phases"] = JsonText.Array(report.Phases, phase => Accuracy(phase, report.IsComplete));
            numbers["confidence"] = confidence.Percent;
            numbers["interval"] = report.IsComplete ? "none" : "wilson";
            numbers["simulations"] = simulations;
            numbers["checkpoint"] = checkpoint;
            return numbers;
        }
    }

    /// <summary>Episodes of a one-player game, the agent's first and those of the players to compare it with.</summary>
    public void WriteReturns(IReadOnlyList<(string Player, ReturnReport Report)> players)
    {
        JsonText.Write(output, json, Numbers, text =>
        {
            TextTable.Write(text,
            [
                ["PLAYER", "MEAN", $"{confidence.Percent} % INTERVAL", "STD", "MIN", "MAX", "LENGTH", "DIFFERENT EPISODES"],
                .. players.Select(row => new[]
                {
                    row.Player, Number(row.Report.Mean), Text(row.Report.MeanInterval(confidence)),
                    Number(row.Report.Std), Number(row.Report.Min),
                    Number(row.Report.Max), Number(row.Report.MeanLength), $"{row.Report.DifferentEpisodes} of {row.Report.Episodes}",
                }),
            ]);
            text.WriteLine("Student's interval of the mean, over the different episodes; every player has the same starts.");
        });

        JsonObject Numbers()
        {
            JsonObject numbers = Returns(players[0].Report);
            numbers["confidence"] = confidence.Percent;
            numbers["interval"] = "student";
            foreach ((string player, ReturnReport report) in players.Skip(1))
            {
                numbers[player] = Returns(report);
            }

            numbers["checkpoint"] = checkpoint;
            return numbers;
        }
    }

    private static JsonObject Points(SeatResult seat, Interval interval) => new()
    {
        ["wins"] = seat.Wins,
        ["shared"] = seat.Shared,
        ["losses"] = seat.Losses,
        ["score"] = seat.Score,
        ["score_low"] = interval.Low,
        ["score_high"] = interval.High,
    };

    private JsonObject Returns(ReturnReport report)
    {
        Interval interval = report.MeanInterval(confidence);
        return new JsonObject
        {
            ["mean"] = report.Mean,
            ["mean_low"] = JsonText.Finite(interval.Low),
            ["mean_high"] = JsonText.Finite(interval.High),
            ["std"] = report.Std,
            ["min"] = report.Min,
            ["max"] = report.Max,
            ["mean_length"] = report.MeanLength,
            ["episodes"] = report.Episodes,
            ["different_episodes"] = report.DifferentEpisodes,
        };
    }

    private JsonObject Accuracy(AccuracyPhase phase, bool isComplete)
    {
        Interval interval = isComplete ? new Interval(phase.Share, phase.Share) : phase.IntervalOf(confidence);
        return new JsonObject
        {
            ["plies"] = phase.Plies,
            ["accuracy"] = phase.Share,
            ["accuracy_low"] = interval.Low,
            ["accuracy_high"] = interval.High,
            ["positions"] = phase.Positions,
            ["mistakes"] = phase.Positions - phase.Kept,
            ["at_random"] = phase.RandomShare,
        };
    }

    private static JsonObject BySeat(MatchResult? first, MatchResult? second)
    {
        JsonObject numbers = Counts((first ?? default) + (second ?? default));
        foreach ((string name, MatchResult? games) in new[] { ("as_first", first), ("as_second", second) })
        {
            if (games is { } played)
            {
                numbers[name] = Counts(played);
            }
        }

        return numbers;
    }

    private static JsonObject Counts(MatchResult games)
        => new() { ["wins"] = games.Wins, ["draws"] = games.Draws, ["losses"] = games.Losses };

    private static string[][] SeatTable(string title, MatchResult? first, MatchResult? second) =>
    [
        [title, "WINS", "DRAWS", "LOSSES"],
        .. new (string Seat, MatchResult? Games)[] { ("as first", first), ("as second", second), ("together", first + second) }
            .Where(row => row.Games is not null)
            .Select(row => (string[])
                [row.Seat, Number(row.Games!.Value.Wins), Number(row.Games.Value.Draws), Number(row.Games.Value.Losses)]),
    ];

    // A finite difference does not follow from a score of 0 or 1, but a bound does.
    private static string EloText(double score, Interval interval)
    {
        string low = Elo.Difference(interval.Low) is { } least ? Signed(least) : "";
        string high = Elo.Difference(interval.High) is { } most ? Signed(most) : "";
        return (Elo.Difference(score), low, high) switch
        {
            ({ } elo, not "", not "") => $"Elo difference {Signed(elo)}, {low} to {high}",
            (_, not "", _) => $"Elo difference above {low}",
            (_, _, not "") => $"Elo difference below {high}",
            _ => "Elo difference unknown",
        };
    }

    private static string Signed(double elo) => elo.ToString("+0;-0;0", CultureInfo.InvariantCulture);

    private static string Text(Interval interval)
        => double.IsFinite(interval.Low) ? $"{Number(interval.Low)} to {Number(interval.High)}" : "unknown: one episode";

    private static string Shares(Interval interval) => $"{Share(interval.Low)} to {Share(interval.High)}";

    private static string Share(double share) => (100.0 * share).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Count(long count, string one, string? many = null) => $"{count} {(count == 1 ? one : many ?? one + "s")}";
}
