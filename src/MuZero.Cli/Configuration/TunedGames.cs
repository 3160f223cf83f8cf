using System.Globalization;
using MuZero.Cli.Calibration;
using MuZero.Cli.Input;
using MuZero.Games;
using MuZero.Options;
using MuZero.SelfPlay;

namespace MuZero.Cli.Configuration;

/// <summary>The number of games for self_play.games = 0. It is decided once, when a run is set up, so that params.json holds a number.</summary>
internal static class TunedGames
{
    private const string Key = "self_play.games";

    /// <summary>Replaces 0 by the run's earlier number, else the one that muzero bench tune has stored, else the default.</summary>
    /// <param name="config">The run's options.</param>
    /// <param name="started">The number of the run that goes on; 0 for a new one.</param>
    /// <param name="game">The run's game.</param>
    /// <param name="terminal">Names the tuning file; receives a line if nothing is stored.</param>
    public static RunConfig Resolve(RunConfig config, int started, IGame game, Terminal terminal)
    {
        RunOptions options = config.Options;
        if (options.SelfPlay.Games > 0)
        {
            return config;
        }

        (int games, string why) = options switch
        {
            _ when started > 0 => (started, "what the run was started with"),
            { Deterministic: true } => (SelfPlayOptions.DefaultGames, "the default, since a deterministic run depends on no machine's memory"),
            _ => Remembered(TuningKey.Of(Machine.Here(), game, options), terminal),
        };
        return new RunConfig(
            options with { SelfPlay = options.SelfPlay with { Games = games } },
            new Dictionary<string, string>(config.Origins) { [Key] = $"{why}; 0 in {config.Origins[Key]}" });
    }

    private static (int Games, string Why) Remembered(TuningKey key, Terminal terminal)
    {
        if (TuningMemory.Of(terminal).Find(key) is { } tuned)
        {
            return (tuned.Games, "tuned by muzero bench tune");
        }

        string why = $"the default, since muzero bench tune has not run on this machine for this network ({key.Play})";
        terminal.Report(string.Create(CultureInfo.InvariantCulture, $"{Key} is 0; {SelfPlayOptions.DefaultGames} games at once: {why}"));
        return (SelfPlayOptions.DefaultGames, why);
    }
}
