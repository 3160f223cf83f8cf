namespace MuZero.Farm.Hosting;

/// <summary>Everything that the farm's services log.</summary>
internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Weights cannot be fetched now: {Reason}; trying again")]
    public static partial void WeightsInterrupted(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {Worker} of {Host} joined (process {Process})")]
    public static partial void WorkerJoined(this ILogger logger, string worker, string host, int process);

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {Worker} left after {Episodes} episodes")]
    public static partial void WorkerLeft(this ILogger logger, string worker, long episodes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Worker} has been silent for {Seconds:F0} s; its lease has ended")]
    public static partial void LeaseEnded(this ILogger logger, string worker, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Worker} is suspended: {Reason}")]
    public static partial void WorkerSuspended(this ILogger logger, string worker, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Episode {Episode} was put into quarantine: {Reason}")]
    public static partial void EpisodeRejected(this ILogger logger, string episode, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The trainer cannot be reached now: {Reason}; playing on")]
    public static partial void TrainerAway(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Playing {Game} as {Worker} for run {Run}")]
    public static partial void Playing(this ILogger logger, string game, string worker, string run);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Episode {Producer}:{Sequence} was acknowledged")]
    public static partial void EpisodeAcknowledged(this ILogger logger, string producer, long sequence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Degraded: {Reason}")]
    public static partial void Degraded(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Recovered from: {Reason}")]
    public static partial void Recovered(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    public static partial void ReplayBeganAnew(this ILogger logger, string reason);
}
