using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using StackExchange.Redis;

namespace MuZero.Farm.Hosting;

/// <summary>The named pipelines of the farm's remote calls. Time limits are set in the clients; the pipelines define what is retried, how
/// often, and when it fails.</summary>
internal static class FarmResilience
{
    /// <summary>Redis: three short repetitions with jitter, and a breaker that spares a server that is down. Every script may be
    /// repeated.</summary>
    public static ResiliencePipeline Redis(TimeSpan timeout) => new ResiliencePipelineBuilder { Name = "redis" }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments
                => ValueTask.FromResult(arguments.Outcome.Exception is { } fault && IsRedisAway(fault) && fault is not TimeoutException),
            MaxRetryAttempts = 3,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(20),
            MaxDelay = TimeSpan.FromMilliseconds(500),
            UseJitter = true,
        })
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } fault && IsRedisAway(fault)),
            FailureRatio = 0.9,
            MinimumThroughput = 8,
            SamplingDuration = TimeSpan.FromSeconds(Math.Max(5.0, 2 * timeout.TotalSeconds)),
            BreakDuration = TimeSpan.FromSeconds(1),
        })
        // Polly's own meter counts attempts and opened breakers; a log line for each would say what the callers' messages say.
        .ConfigureTelemetry(NullLoggerFactory.Instance)
        .Build();

    /// <summary>A step that is repeated until it answers true, with waits that double from <paramref name="shortest"/> to
    /// <paramref name="longest"/>, each between half and all of that, so that the parts of a farm do not act in step.</summary>
    public static ResiliencePipeline<bool> UntilDone(TimeSpan shortest, TimeSpan longest)
        => new ResiliencePipelineBuilder<bool> { Name = "until done" }
        .AddRetry(new RetryStrategyOptions<bool>
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome is { Exception: null, Result: false }),
            MaxRetryAttempts = int.MaxValue,
            DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(Jittered(shortest, longest, arguments.AttemptNumber)),
        })
        .Build();

    /// <summary>True for a transient fault: no connection, a lost one, no answer in time, or a server that loads, is full or may not
    /// write.</summary>
    public static bool IsRedisAway(Exception fault) => fault is RedisConnectionException or TimeoutException or ObjectDisposedException
        || (fault is RedisServerException
            && (Begins(fault, "LOADING") || Begins(fault, "MISCONF") || Begins(fault, "BUSY") || Begins(fault, "OOM")
            || Begins(fault, "READONLY") || Begins(fault, "MASTERDOWN") || Begins(fault, "CLUSTERDOWN")));

    private static bool Begins(Exception fault, string code) => fault.Message.Contains(code + " ", StringComparison.Ordinal);

    private static TimeSpan Jittered(TimeSpan shortest, TimeSpan longest, int attempt)
        => TimeSpan.FromSeconds(Math.Min(shortest.TotalSeconds * Math.Pow(2, attempt),
            longest.TotalSeconds) * (0.5 + (0.5 * Random.Shared.NextDouble())));
}
