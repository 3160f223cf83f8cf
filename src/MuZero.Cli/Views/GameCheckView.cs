using System.Text.Json.Nodes;
using MuZero.Agents;
using MuZero.Games.Conformance;

namespace MuZero.Cli.Views;

/// <summary>The findings of <c>muzero games check</c>: laws, measurements of random games, and the families that can train the
/// game.</summary>
internal sealed class GameCheckView(GameSpec spec, ConformanceReport report, IReadOnlyList<FamilyFit> families)
{
    /// <summary>True if no law is broken and a family can train the game.</summary>
    public bool Passed => report.Passed && families.Any(family => family.Trains);

    private int Broken => report.Laws.Count(law => !law.Passed);

    public void WriteText(TextWriter output)
    {
        TextTable.Write(output,
        [
            .. report.Laws.Where(law => law.Outcome != LawOutcome.NotApplicable)
                .Select(law => new[] { Word(law.Outcome), law.Name, law.Message.Length > 0 ? law.Message : law.Statement }),
        ]);
        output.WriteLine();
        TextTable.Write(output, [.. Facts().Select(fact => new[] { fact.Name, fact.Text })]);
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(Broken == 0 ? "every law holds" : $"{Quantity.Of(Broken, "law")} broken")} ({report.Games:N0} random games, "
                + $"{report.Moves:N0} moves in all)"));
    }

    public void WriteJson(TextWriter output)
    {
        JsonObject result = new()
        {
            ["passed"] = Passed,
            ["games"] = report.Games,
            ["moves"] = report.Moves,
            ["moves_per_second"] = report.MovesPerSecond,
            ["bytes_per_move"] = report.BytesPerMove,
            ["observation"] = spec.Observation.ToString(),
            ["actions"] = spec.Actions,
            ["play"] = Play(report.Play),
            ["families"] = JsonText.Array(families, family => new()
            {
                ["name"] = family.Family,
                ["trains"] = family.Trains,
                ["refusal"] = family.Refusal,
                ["network"] = family.Network?.ToString(),
                ["parameters"] = family.Parameters,
                ["action_encoding"] = family.Actions,
            }),
            ["laws"] = JsonText.Array(report.Laws, law => new()
            {
                ["name"] = law.Name,
                ["outcome"] = Word(law.Outcome),
                ["message"] = law.Message,
            }),
        };
        JsonText.Write(output, result, indented: true);
    }

    private static JsonObject Play(PlayStatistics play) => new()
    {
        ["length"] = Spread(play.Length),
        ["return"] = Spread(play.Return),
        ["reward"] = Spread(play.Reward),
        ["return_to_go"] = Spread(play.ReturnToGo),
        ["legal_actions"] = Spread(play.Legal),
        ["observation"] = Spread(play.Observation),
        ["cut"] = play.Cut,
        ["without_decision"] = play.WithoutDecision,
    };

    private static JsonObject Spread(Spread spread) => new() { ["min"] = spread.Min, ["mean"] = spread.Mean, ["max"] = spread.Max };

    private IEnumerable<(string Name, string Text)> Facts()
    {
        PlayStatistics play = report.Play;
        yield return ("observation", $"{spec.Observation}, numbers {Text(play.Observation)}");
        yield return ("actions", string.Create(CultureInfo.InvariantCulture, $"{spec.Actions:N0}, legal {Text(play.Legal)}"));
        yield return ("length", string.Create(
            CultureInfo.InvariantCulture,
            $"{Text(play.Length)}; MaxLength {spec.MaxLength:N0}{Cuts(play)}"));
        yield return ("returns", string.Create(
            CultureInfo.InvariantCulture,
            $"{Text(play.Return)}; rewards {play.Reward.Min:G6} to {play.Reward.Max:G6}, "
            + $"returns to go {play.ReturnToGo.Min:G6} to {play.ReturnToGo.Max:G6}; "
            + $"the spec says {spec.MinReturn:G6} to {spec.MaxReturn:G6}"));
        if (report.MovesPerSecond > 0.0)
        {
            yield return ("speed", string.Create(
                CultureInfo.InvariantCulture,
                $"{report.MovesPerSecond:N0} positions/s, {report.BytesPerMove:0.#} bytes allocated per move"));
        }

        foreach (FamilyFit family in families)
        {
            yield return ($"--run {family.Family}", family.Refusal is { } refusal ? $"no: {refusal}" : string.Create(
                CultureInfo.InvariantCulture,
                $"yes: {family.Network} network of {family.Parameters:N0} weights"
                + $"{(family.Actions is { } actions ? $"; an action becomes {actions}" : "")}"));
        }
    }

    private static string Cuts(PlayStatistics play) => play switch
    {
        { Cut: 0, WithoutDecision: 0 } => "",
        { WithoutDecision: 0 } => $"; {play.Cut} episodes cut",
        _ => $"; {play.Cut} episodes cut, {play.WithoutDecision} without a decision",
    };

    private static string Text(Spread spread) => string.Create(
        CultureInfo.InvariantCulture,
        $"{spread.Min:G6} to {spread.Max:G6} (mean {spread.Mean:G4})");

    private static string Word(LawOutcome outcome) => outcome switch
    {
        LawOutcome.Passed => "ok",
        LawOutcome.Failed => "BROKEN",
        LawOutcome.Warned => "warning",
        LawOutcome.Excepted => "excepted",
        _ => "absent",
    };
}
