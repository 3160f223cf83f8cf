using System.Diagnostics;
using MuZero.Agents.Players;
using MuZero.Arena;
using MuZero.Cli.Input;
using MuZero.Evaluation;

namespace MuZero.Cli.Views;

/// <summary>The progress of an arena: a line when a pairing is complete, and one every few seconds.</summary>
internal sealed class ArenaProgress(Terminal terminal, ArenaPlan plan, IReadOnlyList<NamedPlayer> players, int games)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    private long _shown = Stopwatch.GetTimestamp();

    public void Show(PairingResult result)
    {
        if (!result.IsComplete && Stopwatch.GetElapsedTime(_shown) < _pause)
        {
            return;
        }

        _shown = Stopwatch.GetTimestamp();
        MatchResult total = result.Report.Total;
        int place = Array.IndexOf([.. plan.Pairings], result.Pairing) + 1;
        string number = plan.Pairings.Count == 1 ? "" : $"{place} of {plan.Pairings.Count}: ";
        string ratio = result.Ratio is { } value ? string.Create(CultureInfo.InvariantCulture, $", LLR {value:0.00}") : "";
        terminal.Report(
            $"{number}{ArenaView.Label(players[result.Pairing.First])} against {ArenaView.Label(players[result.Pairing.Second])}: "
            + $"{total.Games} of {games} games, +{total.Wins} ={total.Draws} -{total.Losses}{ratio}");
    }
}
