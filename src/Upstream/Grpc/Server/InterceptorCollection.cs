using System.Collections.ObjectModel;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>An interceptor's type and what its constructor gets besides services.</summary>
public class InterceptorRegistration
{
    private readonly object[] _arguments;

    internal InterceptorRegistration(Type type, object[] arguments)
    {
        Type = type;
        _arguments = arguments;
    }

    /// <summary>The interceptor's type.</summary>
    public Type Type { get; }

    /// <summary>Constructor arguments.</summary>
    public IReadOnlyList<object> Arguments => _arguments;

    /// <summary>The registered service of this type, or a new instance for this call.</summary>
    internal Interceptor Get(IServiceProvider services) => (Interceptor)(
        (_arguments.Length == 0 ? services.GetService(Type) : null) ?? ActivatorUtilities.CreateInstance(services, Type, _arguments));
}

/// <summary>Interceptors in order, the outermost first.</summary>
public class InterceptorCollection : Collection<InterceptorRegistration>
{
    /// <summary>Adds an interceptor by type.</summary>
    public void Add<TInterceptor>(params object[] args)
        where TInterceptor : Interceptor => Add(typeof(TInterceptor), args);

    /// <summary>Adds an interceptor by type.</summary>
    /// <exception cref="ArgumentException">The type is not an <see cref="Interceptor"/>.</exception>
    public void Add(Type interceptorType, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(interceptorType);
        if (!interceptorType.IsSubclassOf(typeof(Interceptor)))
        {
            throw new ArgumentException($"{interceptorType} is not an {nameof(Interceptor)}.", nameof(interceptorType));
        }

        Add(new InterceptorRegistration(interceptorType, args));
    }
}
