namespace Grpc.Core;

/// <summary>A channel to one target, from which call invokers are made.</summary>
public abstract class ChannelBase(string target)
{
    /// <summary>Where the channel leads.</summary>
    public string Target { get; } = target ?? throw new ArgumentNullException(nameof(target));

    /// <summary>An invoker whose calls go through this channel.</summary>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Ends the channel.</summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>What ending the channel takes; nothing by default.</summary>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}

/// <summary>What generated clients have in common: an invoker, and the host to name in calls.</summary>
public abstract class ClientBase
{
    /// <summary>A client without an invoker, for test doubles.</summary>
    protected ClientBase()
        : this(new ClientBaseConfiguration(new UnimplementedCallInvoker(), null))
    {
    }

    /// <summary>A client of a channel.</summary>
    protected ClientBase(ChannelBase channel)
        : this((channel ?? throw new ArgumentNullException(nameof(channel))).CreateCallInvoker())
    {
    }

    /// <summary>A client of an invoker.</summary>
    protected ClientBase(CallInvoker callInvoker)
        : this(new ClientBaseConfiguration(callInvoker ?? throw new ArgumentNullException(nameof(callInvoker)), null))
    {
    }

    /// <summary>A configured client.</summary>
    protected ClientBase(ClientBaseConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
    }

    /// <summary>What the client's calls go through.</summary>
    protected CallInvoker CallInvoker => Configuration.CallInvoker;

    internal ClientBaseConfiguration Configuration { get; }

    /// <summary>An invoker and a host.</summary>
    protected internal class ClientBaseConfiguration
    {
        internal ClientBaseConfiguration(CallInvoker undecorated, string? host)
        {
            Undecorated = undecorated;
            Host = host;
            CallInvoker = host is null ? undecorated : new HostCallInvoker(undecorated, host);
        }

        internal CallInvoker Undecorated { get; }

        internal string? Host { get; }

        internal CallInvoker CallInvoker { get; }
    }
}

/// <summary>The base of generated clients.</summary>
public abstract class ClientBase<T> : ClientBase
    where T : ClientBase<T>
{
    /// <summary>A client without an invoker, for test doubles.</summary>
    protected ClientBase()
    {
    }

    /// <summary>A client of a channel.</summary>
    protected ClientBase(ChannelBase channel)
        : base(channel)
    {
    }

    /// <summary>A client of an invoker.</summary>
    protected ClientBase(CallInvoker callInvoker)
        : base(callInvoker)
    {
    }

    /// <summary>A configured client.</summary>
    protected ClientBase(ClientBaseConfiguration configuration)
        : base(configuration)
    {
    }

    /// <summary>A client whose calls name another host.</summary>
    public T WithHost(string host) => NewInstance(new ClientBaseConfiguration(Configuration.Undecorated, host));

    /// <summary>Makes a client of the same type.</summary>
    protected abstract T NewInstance(ClientBaseConfiguration configuration);
}
