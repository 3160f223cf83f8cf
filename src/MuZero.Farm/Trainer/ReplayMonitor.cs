using Microsoft.Extensions.Hosting;
using MuZero.Farm.Redis;

namespace MuZero.Farm.Trainer;

/// <summary>Reads the replay buffer's counts once a second, so that status and metrics never wait for Redis.</summary>
internal sealed class ReplayMonitor(RedisReplay replay) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer second = new(TimeSpan.FromSeconds(1));
        try
        {
            while (await second.WaitForNextTickAsync(stoppingToken))
            {
                await replay.Recount(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }
}
