using System.Text.Json.Nodes;
using MuZero.Evaluation;
using MuZero.Evaluation.Diagnosis;

namespace MuZero.Cli.Views;

/// <summary>An agent that plans with its model beside the same agent that plans with the game's rules: a match, or returns of one
/// player.</summary>
/// <param name="Simulations">Simulations per move of both.</param>
/// <param name="Match">The match, seen by the agent with the model; null for one player.</param>
/// <param name="Model">Returns with the model; null for two players.</param>
/// <param name="Rules">Returns with the rules; null for two players.</param>
internal sealed record ModelStrength(int Simulations, MatchReport? Match, ReturnReport? Model, ReturnReport? Rules);

/// <summary>A diagnosis, as text or as one line of JSON.</summary>
/// <param name="output">Receives it.</param>
/// <param name="json">True for JSON.</param>
/// <param name="checkpoint">The checkpoint that was diagnosed.</param>
internal sealed class DiagnosisView(TextWriter output, bool json, string checkpoint)
{
    /// <summary>Writes all of it.</summary>
    /// <param name="report">Null for a model that is not laid beside the game.</param>
    /// <param name="strength">Null if no games were played.</param>
    public void Write(DiagnosisReport? report, ModelStrength? strength)
        => JsonText.Write(output, json, () => Numbers(report, strength), text =>
        {
            if (report is not null)
            {
                WriteErrors(text, report);
            }

            if (strength is not null)
            {
                text.Write(report is null ? "" : "\n");
                text.WriteLine(Sentence(strength));
            }
        });

    private static void WriteErrors(TextWriter text, DiagnosisReport report)
    {
        text.WriteLine($"mean errors after imagined moves, from every position of {Quantity.Of(report.Episodes, "episode")} of self-play");
        TextTable.Write(text,
        [
            ["MOVES", "POSITIONS", "VALUE", "DRIFT", "LATENT", "REWARD", "POLICY", "ILLEGAL", "BEYOND", "VALUE", "REWARD"],
            .. report.Steps.Select(step => new[]
            {
                $"{step.Step}", $"{step.Positions}", Number(step.ValueError), Number(step.ValueDrift),
                Number(step.LatentSimilarity), Number(step.RewardError), Number(step.PolicyDivergence), Share(step.IllegalShare),
                $"{step.Beyond}", Number(step.ValueBeyond), Number(step.RewardBeyond),
            }),
        ]);
        text.WriteLine("VALUE: beside what followed; DRIFT: beside the value of the position as observed; LATENT: cosine of the hidden "
            + "state and that of the observed position; POLICY: divergence in nats; "
            + "ILLEGAL: probability of moves that the game forbids; BEYOND: positions behind the end, whose value and reward should be 0");
        WriteMoves(text, report.Moves);
        text.WriteLine();
        text.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"values of observed positions explain {Share(report.ExplainedVariance)} of the outcomes' variance"));
        TextTable.Write(text,
        [
            ["VALUE", "OUTCOME", "POSITIONS"],
            .. report.Calibration.Select(bin => new[] { Number(bin.Value), Number(bin.Outcome), $"{bin.Positions}" }),
        ]);
    }

    private static void WriteMoves(TextWriter text, IReadOnlyList<MoveRewardError> moves)
    {
        if (moves.Count == 0)
        {
            return;
        }

        text.WriteLine();
        text.WriteLine("rewards of every legal move, at the end of imagined moves");
        TextTable.Write(text,
        [
            ["MOVES", "PAID", "ERROR", "MISSED", "UNPAID", "ERROR", "FALSE"],
            .. moves.Select(move => new[]
            {
                $"{move.Move}", $"{move.Paid}", Number(move.PaidError), Share(move.MissedShare), $"{move.Unpaid}",
                Number(move.UnpaidError), Share(move.FalseShare),
            }),
        ]);
        text.WriteLine(
            "MISSED: wrong by more than half of the reward; FALSE: a reward above half of a usual one that the game does not pay");
    }

    private static string Sentence(ModelStrength strength)
    {
        string at = $"at {Quantity.Of(strength.Simulations, "simulation")}";
        if (strength.Match is not { } match)
        {
            return $"mean return {at}: {Number(strength.Model!.Mean)} with the model, {Number(strength.Rules!.Mean)} with the game's rules";
        }

        Interval score = match.Score(Confidence.Default);
        return $"planning with the model scores {Number(match.Total.Score)} ({Number(score.Low)} to {Number(score.High)}) against planning "
            + $"with the game's rules {at}, {Quantity.Of(match.Total.Games, "game")}";
    }

    private JsonObject Numbers(DiagnosisReport? report, ModelStrength? strength)
    {
        JsonObject numbers = report is null ? [] : Errors(report);
        if (strength is not null)
        {
            numbers["strength"] = Strength(strength);
        }

        numbers["checkpoint"] = checkpoint;
        return numbers;
    }

    private static JsonObject Errors(DiagnosisReport report)
        => new()
        {
            ["episodes"] = report.Episodes,
            ["steps"] = JsonText.Array(report.Steps, Step),
            ["moves"] = JsonText.Array(report.Moves, Move),
            ["explained_variance"] = JsonText.Finite(report.ExplainedVariance),
            ["calibration"] = JsonText.Array(report.Calibration, bin => new JsonObject
            {
                ["value"] = bin.Value,
                ["outcome"] = bin.Outcome,
                ["positions"] = bin.Positions,
            }),
        };

    private static JsonObject Step(UnrollError step) => new()
    {
        ["step"] = step.Step,
        ["positions"] = step.Positions,
        ["value_error"] = JsonText.Finite(step.ValueError),
        ["value_drift"] = JsonText.Finite(step.ValueDrift),
        ["latent_similarity"] = JsonText.Finite(step.LatentSimilarity),
        ["reward_error"] = JsonText.Finite(step.RewardError),
        ["policy_divergence"] = JsonText.Finite(step.PolicyDivergence),
        ["illegal_share"] = JsonText.Finite(step.IllegalShare),
        ["beyond"] = step.Beyond,
        ["value_beyond"] = JsonText.Finite(step.ValueBeyond),
        ["reward_beyond"] = JsonText.Finite(step.RewardBeyond),
    };

    private static JsonObject Move(MoveRewardError move) => new()
    {
        ["moves"] = move.Move,
        ["paid"] = move.Paid,
        ["paid_error"] = JsonText.Finite(move.PaidError),
        ["missed_share"] = JsonText.Finite(move.MissedShare),
        ["unpaid"] = move.Unpaid,
        ["unpaid_error"] = JsonText.Finite(move.UnpaidError),
        ["false_share"] = JsonText.Finite(move.FalseShare),
    };

    private static JsonObject Strength(ModelStrength strength)
    {
        JsonObject numbers = new() { ["simulations"] = strength.Simulations };
        if (strength.Match is { } match)
        {
            Interval score = match.Score(Confidence.Default);
            numbers["score"] = match.Total.Score;
            numbers["score_low"] = score.Low;
            numbers["score_high"] = score.High;
            numbers["games"] = match.Total.Games;
        }
        else
        {
            numbers["model_mean"] = strength.Model!.Mean;
            numbers["rules_mean"] = strength.Rules!.Mean;
            numbers["episodes"] = strength.Model.Episodes;
        }

        return numbers;
    }

    private static string Number(double number) => double.IsFinite(number) ? number.ToString("0.###", CultureInfo.InvariantCulture) : "-";

    private static string Share(double share)
        => double.IsFinite(share) ? (100.0 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "-";
}
