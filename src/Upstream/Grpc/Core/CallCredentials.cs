namespace Grpc.Core;

/// <summary>Adds credentials, such as a token, to the headers of each call.</summary>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);

/// <summary>The call whose headers are being made.</summary>
public class AuthInterceptorContext(string serviceUrl, string methodName, CancellationToken cancellationToken)
{
    /// <summary>A context without cancellation.</summary>
    public AuthInterceptorContext(string serviceUrl, string methodName)
        : this(serviceUrl, methodName, CancellationToken.None)
    {
    }

    /// <summary>The service's address.</summary>
    public string ServiceUrl { get; } = serviceUrl;

    /// <summary>The method's name.</summary>
    public string MethodName { get; } = methodName;

    /// <summary>Cancelled with the call.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>Credentials that calls carry in their headers.</summary>
public sealed class CallCredentials
{
    private readonly IReadOnlyList<AsyncAuthInterceptor> _parts;

    private CallCredentials(IReadOnlyList<AsyncAuthInterceptor> parts) => _parts = parts;

    /// <summary>Credentials made for each call by a function.</summary>
    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        return new CallCredentials([interceptor]);
    }

    /// <summary>Several credentials, added in order.</summary>
    public static CallCredentials Compose(params CallCredentials[] credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        return new CallCredentials([.. credentials.SelectMany(credential => credential._parts)]);
    }

    internal async Task AddTo(Metadata headers, AuthInterceptorContext context)
    {
        foreach (AsyncAuthInterceptor part in _parts)
        {
            await part(context, headers).ConfigureAwait(false);
        }
    }
}
