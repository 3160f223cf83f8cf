using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using Polly;

namespace MuZero.Farm.Tuning;

/// <summary>Repeats the calls of a study while Redis is away.</summary>
/// <param name="study">The study's name.</param>
/// <param name="longest">The time after which a call fails.</param>
/// <param name="report">Receives a line when a call has to wait, and one when it goes on.</param>
internal sealed class RedisPatience(string study, TimeSpan longest, Action<string> report)
{
    private static readonly ResiliencePipeline<bool> _untilDone = FarmResilience.UntilDone(TimeSpan.FromMilliseconds(50),
        TimeSpan.FromSeconds(1));

    /// <summary>Makes a call until it answers.</summary>
    /// <param name="call">May run more than once; null to be called again.</param>
    /// <exception cref="RedisUnavailableException">Redis stayed away.</exception>
    /// <exception cref="UserException">Redis answered with an error that persists.</exception>
    public T Call<T>(Func<T?> call)
        where T : class
    {
        T? answer = null;
        RedisUnavailableException? away = null;
        using CancellationTokenSource patience = new(longest);
        try
        {
            _untilDone.Execute(_ => (answer = Try(call, ref away)) is not null, patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw away ?? new UserException(ExitCode.Unreachable, $"Redis keeps nothing of the study {study}. Check its append-only file.");
        }

        if (away is not null)
        {
            report($"Redis is back; the study {study} goes on.");
        }

        return answer!;
    }

    private T? Try<T>(Func<T?> call, ref RedisUnavailableException? away)
        where T : class
    {
        try
        {
            return call();
        }
        catch (RedisUnavailableException fault)
        {
            if (away is null)
            {
                report($"{fault.Message} The study {study} waits for it.");
            }

            away = fault;
            return null;
        }
    }
}
