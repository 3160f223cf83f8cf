using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Goes on with the registration of gRPC.</summary>
public interface IGrpcServerBuilder
{
    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }
}

/// <summary>What a host has mapped so far.</summary>
internal sealed class MappedServices
{
    /// <summary>Whether unknown methods are answered already.</summary>
    public bool AnswersUnknown { get; set; }
}
