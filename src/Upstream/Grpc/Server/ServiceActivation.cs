using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>The service's instance for one call: registered, or made for the call and disposed after it.</summary>
internal static class ServiceActivation
{
    public static async Task With<TService>(HttpServerCallContext context, Func<TService, HttpServerCallContext, Task> run)
        where TService : class
    {
        IServiceProvider services = context.Http.RequestServices;
        TService? registered = services.GetService<TService>();
        TService service = registered ?? ActivatorUtilities.CreateInstance<TService>(services);
        try
        {
            await run(service, context).ConfigureAwait(false);
        }
        finally
        {
            if (registered is null)
            {
                await Dispose(service).ConfigureAwait(false);
            }
        }
    }

    private static async ValueTask Dispose(object service)
    {
        if (service is IAsyncDisposable later)
        {
            await later.DisposeAsync().ConfigureAwait(false);
        }
        else if (service is IDisposable now)
        {
            now.Dispose();
        }
    }
}
