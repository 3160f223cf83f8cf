using MuZero.Errors;
using MuZero.Games;
using MuZero.Options;
using MuZero.Records;
using MuZero.Replay;
using MuZero.Results;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>The replay buffer of a run that learns from logged episodes alone: filled before the run begins, and drawn from without
/// limit.</summary>
internal static class OfflineReplay
{
    // Results that come from self-play.
    private static readonly string[] _ofSelfPlay =
    [
        Metrics.TimestepsTotal.Name, Metrics.EpisodesTotal.Name, Metrics.EpisodesThisIteration.Name, Metrics.EpisodeRewardMax.Name,
        Metrics.EpisodeRewardMin.Name, Metrics.EpisodeRewardMean.Name, Metrics.FirstWins.Name, Metrics.SelfPlayDraws.Name,
        Metrics.SecondWins.Name, Metrics.EpisodeLengthMean.Name, Metrics.EpisodeCutShare.Name, Metrics.RootValueError.Name,
        Metrics.WeightLag.Name,
    ];

    /// <summary>Throws if the options of an offline run contradict one another.</summary>
    /// <exception cref="UserException">The message names the option and a remedy.</exception>
    public static void Require(RunOptions options)
    {
        if (options.Offline.Length == 0)
        {
            return;
        }

        if (options.Replay.Log)
        {
            throw UserException.Usage("replay.log is true, but an offline run plays no episodes that it could log. Leave one of replay.log "
                + "and offline out.");
        }

        if (options.Stop.Keys.FirstOrDefault(name => _ofSelfPlay.Contains(MetricGoal.Parse(name).Metric)) is { } stop)
        {
            throw UserException.Usage($"stop names '{stop}', which does not change in an offline run, because it plays no episodes. Use "
                + $"{Metrics.TrainingSteps.Name} or {Metrics.TotalSeconds.Name}.");
        }
    }

    /// <summary>The filled buffer.</summary>
    /// <param name="game">The game.</param>
    /// <param name="options">The run's options.</param>
    /// <param name="report">Receives a line about what was read, and lines about what is passed over.</param>
    /// <exception cref="UserException">There are no episodes, or they cannot be learned from.</exception>
    public static InMemoryReplay Fill(IGame game, RunOptions options, Action<string> report)
    {
        // The least rate with the widest window: all inserts and all draws are allowed.
        InMemoryReplay replay = new(options.Replay with { MinPositions = 1, SamplesPerInsert = 1.0, ErrorBuffer = 1e15 }, game.Spec);
        foreach (Episode episode in LoggedEpisodes.Open(options.Offline, game, report))
        {
            // The versions of this run's weights are others.
            _ = replay.TryDeliver(new Episode(episode) { FirstWeightVersion = 0, LastWeightVersion = 0, ReanalysedWeightVersion = 0 });
        }

        ReplayStatistics filled = replay.Statistics;
        if (filled.Episodes == 0)
        {
            throw UserException.Usage($"{options.Offline} holds no episodes of {game.Spec.Id}. Name another run or file.");
        }

        string left = filled.Evicted == 0 ? ""
            : $"; {Quantity.Of(filled.Evicted, "older one")} did not fit into replay.max_episodes and replay.max_mebibytes";
        report($"learning from {Quantity.Of(filled.Episodes, "logged episode")} with {Quantity.Of(filled.Positions, "position")} of "
            + $"{options.Offline}, without self-play{left}");
        return replay;
    }
}
