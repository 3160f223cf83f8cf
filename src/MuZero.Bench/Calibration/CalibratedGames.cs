using MuZero.Options;
using MuZero.SelfPlay;

namespace MuZero.Bench.Calibration;

/// <summary>The number of games for a run with self_play.games = 0.</summary>
/// <param name="Games">Games at once per actor.</param>
/// <param name="Reason">The origin of the number, in words.</param>
public sealed record CalibratedGames(int Games, string Reason)
{
    /// <summary>Chooses the number that the run was started with, else the remembered one, else the default.</summary>
    /// <param name="options">The run's options.</param>
    /// <param name="started">The number of the run that is resumed; 0 for a new run.</param>
    /// <param name="game">The run's game.</param>
    /// <param name="machine">The machine that plays.</param>
    /// <param name="memory">The calibrations of this machine.</param>
    /// <param name="report">Receives a line if none is remembered.</param>
    public static CalibratedGames Choose(
        RunOptions options, int started, IGame game, Machine machine, CalibrationMemory memory, Action<string> report)
    {
        if (started > 0)
        {
            return new CalibratedGames(started, "the number that the run was started with");
        }

        if (options.Deterministic)
        {
            return new CalibratedGames(
                SelfPlayOptions.DefaultGames, "the default, since a deterministic run does not depend on the machine");
        }

        CalibrationKey key = CalibrationKey.Of(machine, game, options);
        if (memory.Find(key) is { } result)
        {
            return new CalibratedGames(result.Games, "measured by muzero bench games");
        }

        string reason = $"the default, since muzero bench games has not run on this machine for this network ({key.Play})";
        report($"self_play.games is 0; {SelfPlayOptions.DefaultGames} games at once: {reason}");
        return new CalibratedGames(SelfPlayOptions.DefaultGames, reason);
    }
}
