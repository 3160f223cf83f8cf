using Grpc.AspNetCore.Server;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds gRPC to a host's services.</summary>
public static class GrpcServicesExtensions
{
    /// <summary>Adds gRPC.</summary>
    public static IGrpcServerBuilder AddGrpc(this IServiceCollection services) => services.AddGrpc(_ => { });

    /// <summary>Adds gRPC, with options for all services.</summary>
    public static IGrpcServerBuilder AddGrpc(this IServiceCollection services, Action<GrpcServiceOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddRouting();
        services.Configure(configureOptions);
        services.AddSingleton<MappedServices>();
        return new GrpcServerBuilder(services);
    }

    /// <summary>Options of one service, on top of those for all.</summary>
    public static IGrpcServerBuilder AddServiceOptions<TService>(this IGrpcServerBuilder grpcBuilder, Action<GrpcServiceOptions<TService>> configure)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(grpcBuilder);
        grpcBuilder.Services.Configure(configure);
        return grpcBuilder;
    }

    private sealed class GrpcServerBuilder(IServiceCollection services) : IGrpcServerBuilder
    {
        public IServiceCollection Services { get; } = services;
    }
}
