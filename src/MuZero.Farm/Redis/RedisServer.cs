using System.Diagnostics;
using System.Net;
using MuZero.Errors;
using MuZero.Farm.Hosting;
using Polly;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace MuZero.Farm.Redis;

/// <summary>Redis does not answer, or answers that it cannot serve now; the same call may succeed later.</summary>
public sealed class RedisUnavailableException(string message, Exception cause) : UserException(ExitCode.Unreachable, message, cause);

/// <summary>One connection to Redis for all threads of a process. Every call ends within its time limit; callers make calls that may be repeated.</summary>
public sealed class RedisServer : IDisposable
{
    // A connection that fails for so long is thrown away: the client has been seen to stay disconnected for good behind a network that cuts.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    // A Redis that refused is not asked again at once.
    private static readonly TimeSpan _knock = TimeSpan.FromSeconds(2);

    private readonly RedisOptions _options;
    private readonly ResiliencePipeline _pipeline;
    private readonly Lock _connecting = new();
    private volatile ConnectionMultiplexer? _connection;
    private RedisConnectionException? _lastFault; // of the last attempt to connect; null if it succeeded
    private long _lastAttempt;
    private long _lastGood = Stopwatch.GetTimestamp(); // last answer, or last new connection
    private int _reconnections;

    /// <summary>Prepares a connection; the first call makes it.</summary>
    public RedisServer(RedisOptions options)
    {
        _options = options;
        _pipeline = FarmResilience.Redis(options.Timeout, state => State = state);
    }

    /// <summary>The circuit breaker's state.</summary>
    public CircuitState State { get; private set; } = CircuitState.Closed;

    /// <summary>The number of reconnections; Redis may have been another process each time.</summary>
    public int Reconnections => Volatile.Read(ref _reconnections);

    /// <summary>Makes calls, with a few retries if Redis is unreachable for a moment.</summary>
    /// <param name="call">May run more than once.</param>
    /// <exception cref="RedisUnavailableException">Redis stayed away.</exception>
    /// <exception cref="UserException">Redis answered with an error that waiting does not fix.</exception>
    public T Call<T>(Func<IDatabase, T> call)
    {
        try
        {
            T answer = _pipeline.Execute(static (state) => state.call(state.self.Connect().GetDatabase()), (self: this, call));
            Volatile.Write(ref _lastGood, Stopwatch.GetTimestamp());
            return answer;
        }
        catch (Exception fault) when (FarmResilience.IsRedisAway(fault) || fault is BrokenCircuitException)
        {
            DropWhereHopeless();
            throw new RedisUnavailableException($"Redis at {_options.Endpoint} cannot be used ({FirstLine(fault)}). Start it, or name another with --redis.", fault);
        }
        catch (RedisException fault)
        {
            throw new UserException(ExitCode.Unreachable, $"Redis at {_options.Endpoint} refuses: {FirstLine(fault)} Check its version (7.0 or newer), password and configuration.", fault);
        }
    }

    /// <summary>Throws unless Redis keeps what it is given: under an eviction policy it would tear episodes out of the buffer.</summary>
    /// <exception cref="UserException">The policy is not noeviction.</exception>
    public void RequireNoEviction()
    {
        string policy = Call(database => ((RedisResult[])database.Execute("CONFIG", "GET", "maxmemory-policy")!) is [_, var value] ? (string)value! : "unknown");
        if (policy != "noeviction")
        {
            throw new UserException(ExitCode.Usage,
                $"Redis at {_options.Endpoint} has maxmemory-policy {policy}, which would drop parts of the replay buffer. Set it to noeviction (redis-cli config set maxmemory-policy noeviction).");
        }
    }

    /// <summary>Redis's maxmemory in bytes; 0 if it has none.</summary>
    public long MaxMemory() => Call(database => ((RedisResult[])database.Execute("CONFIG", "GET", "maxmemory")!) is [_, var value] ? (long)value : 0);

    /// <inheritdoc/>
    public void Dispose() => _connection?.Dispose();

    private ConnectionMultiplexer Connect()
    {
        if (_connection is { } connection)
        {
            return connection;
        }

        lock (_connecting)
        {
            return _connection ??= NewConnection();
        }
    }

    private ConnectionMultiplexer NewConnection()
    {
        if (_lastFault is { } fault && Stopwatch.GetElapsedTime(_lastAttempt) < _knock)
        {
            throw fault;
        }

        ConnectionMultiplexer connection;
        try
        {
            _lastAttempt = Stopwatch.GetTimestamp();
            connection = ConnectionMultiplexer.Connect(Configuration());
            _lastFault = null;
        }
        catch (RedisConnectionException refused)
        {
            _lastFault = refused;
            throw;
        }

        connection.ConnectionRestored += (_, _) => Interlocked.Increment(ref _reconnections);
        Interlocked.Increment(ref _reconnections);
        Volatile.Write(ref _lastGood, Stopwatch.GetTimestamp());
        return connection;
    }

    private void DropWhereHopeless()
    {
        lock (_connecting)
        {
            if (_connection is { IsConnected: false } connection && Stopwatch.GetElapsedTime(Volatile.Read(ref _lastGood)) > _patience)
            {
                _connection = null;
                connection.Dispose();
            }
        }
    }

    private ConfigurationOptions Configuration()
    {
        if (!_options.Endpoint.Contains(':', StringComparison.Ordinal) && !IPAddress.TryParse(_options.Endpoint, out _))
        {
            throw UserException.Usage($"--redis takes HOST:PORT, such as 127.0.0.1:6379, not '{_options.Endpoint}'.");
        }

        ConfigurationOptions configuration = ConfigurationOptions.Parse(_options.Endpoint);
        int limit = (int)_options.Timeout.TotalMilliseconds;
        configuration.SyncTimeout = limit;
        configuration.ConnectTimeout = limit;
        configuration.ConnectRetry = 1;
        configuration.KeepAlive = 5;
        configuration.AbortOnConnectFail = true;
        configuration.AllowAdmin = true; // for CONFIG GET
        configuration.ReconnectRetryPolicy = new ExponentialRetry(200, 2_000);
        // Nothing here subscribes, and the second connection that subscribing needs would knock as often as the first.
        configuration.CommandMap = CommandMap.Create(["SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "PUBLISH"], available: false);
        configuration.Password = _options.PasswordFile is { } file ? File.ReadLines(file).First() : null;
        return configuration;
    }

    // The client appends its inner state behind a semicolon.
    private static string FirstLine(Exception fault) => fault.Message.Split('\n', 2)[0].Split(';', 2)[0].Trim();
}
