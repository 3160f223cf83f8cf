using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services to paths.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>Maps the methods of a service; other gRPC paths are answered with UNIMPLEMENTED from then on.</summary>
    /// <exception cref="InvalidOperationException">AddGrpc was not called, or the type does not derive from a generated base.</exception>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        MappedServices mapped = builder.ServiceProvider.GetService<MappedServices>()
            ?? throw new InvalidOperationException("gRPC is not among the host's services; call services.AddGrpc().");
        ILogger logger = builder.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger<TService>();
        GrpcServiceOptions<TService> options = Options<TService>(builder.ServiceProvider);
        List<IEndpointConventionBuilder> endpoints = [];
        foreach (BoundMethod method in Bind<TService>())
        {
            ServerCall call = new(method.Method, options, method.Handler, logger);
            endpoints.Add(builder.MapMethods(method.Method.FullName, [HttpMethods.Post], new RequestDelegate(call.Handle))
                .WithDisplayName($"gRPC - {method.Method.FullName}").WithMetadata([.. method.Attributes]));
        }

        if (!mapped.AnswersUnknown)
        {
            mapped.AnswersUnknown = true;
            UnknownMethods.Map(builder);
        }

        return new GrpcServiceEndpointConventionBuilder(endpoints);
    }

    private static List<BoundMethod> Bind<TService>()
        where TService : class
    {
        Type? generated = typeof(TService);
        while (generated is not null && generated.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is null)
        {
            generated = generated.BaseType;
        }

        BindServiceMethodAttribute found = generated?.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false)
            ?? throw new InvalidOperationException($"{typeof(TService)} does not derive from a generated service base.");
        MethodInfo bind = found.BindType.GetMethod(
            found.BindMethodName, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static, [typeof(ServiceBinderBase), generated!])
            ?? throw new InvalidOperationException($"{found.BindType} has no {found.BindMethodName}(ServiceBinderBase, {generated!.Name}).");
        ServiceBinder<TService> binder = new();
        bind.Invoke(null, [binder, null]);
        return binder.Methods;
    }

    private static GrpcServiceOptions<TService> Options<TService>(IServiceProvider services)
        where TService : class
    {
        GrpcServiceOptions all = services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value;
        GrpcServiceOptions<TService> own = new()
        {
            MaxReceiveMessageSize = all.MaxReceiveMessageSize,
            MaxRequestMetadataSize = all.MaxRequestMetadataSize,
            MaxSendMessageSize = all.MaxSendMessageSize,
            EnableDetailedErrors = all.EnableDetailedErrors,
            ResponseCompressionAlgorithm = all.ResponseCompressionAlgorithm,
            ResponseCompressionLevel = all.ResponseCompressionLevel,
        };
        foreach (InterceptorRegistration interceptor in all.Interceptors)
        {
            own.Interceptors.Add(interceptor);
        }

        foreach (IConfigureOptions<GrpcServiceOptions<TService>> configure in services.GetServices<IConfigureOptions<GrpcServiceOptions<TService>>>())
        {
            configure.Configure(own);
        }

        return own;
    }
}

/// <summary>Adds conventions, such as authorization, to all methods of a mapped service.</summary>
public sealed class GrpcServiceEndpointConventionBuilder : IEndpointConventionBuilder
{
    private readonly IReadOnlyList<IEndpointConventionBuilder> _endpoints;

    internal GrpcServiceEndpointConventionBuilder(IReadOnlyList<IEndpointConventionBuilder> endpoints) => _endpoints = endpoints;

    /// <inheritdoc/>
    public void Add(Action<EndpointBuilder> convention)
    {
        foreach (IEndpointConventionBuilder endpoint in _endpoints)
        {
            endpoint.Add(convention);
        }
    }
}
