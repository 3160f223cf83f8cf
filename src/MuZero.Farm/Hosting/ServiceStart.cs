namespace MuZero.Farm.Hosting;

/// <summary>The start of a service, between its ports and its role: the role gets the addresses once they are open, and announces that it
/// is ready.</summary>
internal sealed class ServiceStart(ServiceOptions options, ServiceHealth health)
{
    private readonly TaskCompletionSource<ServiceState> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the service listens.</summary>
    public Task<ServiceState> Listening => _listening.Task;

    /// <summary>Makes the service ready, and writes its addresses for the process that started it.</summary>
    public async Task Announce()
    {
        ServiceState state = await Listening;
        health.IsReady = true;
        if (options.StateFile is { } file)
        {
            state.Write(file);
        }
    }

    internal void Listen(ServiceState state) => _listening.TrySetResult(state);
}
