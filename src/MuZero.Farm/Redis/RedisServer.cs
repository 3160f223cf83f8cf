using MuZero.Farm.Hosting;
using Polly;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace MuZero.Farm.Redis;

/// <summary>Redis does not answer, or answers that it cannot serve now; the same call may succeed later.</summary>
internal sealed class RedisUnavailableException(string message, Exception cause) : UserException(ExitCode.Unreachable, message, cause);

/// <summary>One connection to Redis for all threads of a process. Every call ends within its time limit; callers make calls that may be
/// repeated.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly RedisOptions _options;
    private readonly ResiliencePipeline _pipeline;
    private readonly Lock _connecting = new();
    private volatile ConnectionMultiplexer? _connection;
    private int _reconnections;

    /// <summary>Prepares a connection; the first call makes it.</summary>
    public RedisServer(RedisOptions options)
    {
        _options = options;
        _pipeline = FarmResilience.Redis(options.Timeout);
    }

    /// <summary>The number of connections made, the first included; Redis may have been another process each time.</summary>
    public int Reconnections => Volatile.Read(ref _reconnections);

    /// <summary>Makes a call and waits for its answer, repeating it a few times if Redis is away for a moment. For threads of their
    /// own.</summary>
    /// <param name="call">May run more than once.</param>
    /// <exception cref="RedisUnavailableException">Redis stayed away.</exception>
    /// <exception cref="UserException">Redis answered with an error that persists until its cause is corrected.</exception>
    public T Call<T>(Func<IDatabase, T> call)
    {
        try
        {
            return _pipeline.Execute(static state => state.call(state.self.Connect().GetDatabase()), (self: this, call));
        }
        catch (Exception fault) when (IsOurs(fault))
        {
            throw Explain(fault);
        }
    }

    /// <summary>As <see cref="Call"/>, without a thread that waits.</summary>
    public async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellation = default)
    {
        try
        {
            return await _pipeline.ExecuteAsync(static async (state, _) => await state.call(state.self.Connect().GetDatabase()),
                (self: this, call), cancellation);
        }
        catch (Exception fault) when (IsOurs(fault))
        {
            throw Explain(fault);
        }
    }

    /// <summary>Throws unless Redis keeps what it is given: under an eviction policy it would tear episodes out of the buffer.</summary>
    /// <exception cref="UserException">The policy is not noeviction.</exception>
    public void RequireNoEviction()
    {
        string policy = Setting("maxmemory-policy") ?? "unknown";
        if (policy != "noeviction")
        {
            throw new UserException(ExitCode.Usage,
                $"Redis at {_options.Endpoint} has maxmemory-policy {policy}, which would drop parts of the replay buffer. Set it to "
                    + "noeviction (redis-cli config set maxmemory-policy noeviction).");
        }
    }

    /// <summary>Redis's maxmemory in bytes; 0 if it has none.</summary>
    public long MaxMemory() => long.TryParse(Setting("maxmemory"), out long bytes) ? bytes : 0;

    /// <inheritdoc/>
    public void Dispose() => _connection?.Dispose();

    private string? Setting(string name)
        => Call(database => (RedisResult[])database.Execute("CONFIG", "GET", name)!) is [_, var value] ? (string?)value : null;

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
        ConnectionMultiplexer connection = ConnectionMultiplexer.Connect(Configuration());
        connection.ConnectionRestored += (_, restored) => Interlocked.Increment(ref _reconnections);
        Interlocked.Increment(ref _reconnections);
        return connection;
    }

    private ConfigurationOptions Configuration()
    {
        ConfigurationOptions configuration = ConfigurationOptions.Parse(RedisAddress.Parse(_options.Endpoint));
        int limit = (int)_options.Timeout.TotalMilliseconds;
        configuration.SyncTimeout = limit;
        configuration.AsyncTimeout = limit;
        configuration.ConnectTimeout = limit;
        configuration.AbortOnConnectFail = false;
        // With the default backlog a call to a Redis that is gone waits for its whole time limit, four times: 20 s instead of 0.1 s.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        // Judged once a second. The default waits for up to a minute, and a farm must be back 5 s after its Redis; shorter ones try once a
        // second.
        configuration.ReconnectRetryPolicy = new ExponentialRetry(1_500, 2_500);
        // Nothing here subscribes, and the client's second connection, for subscriptions, doubles the attempts to reach a Redis that is
        // gone (1.3 a second instead of 0.7; RESP3 makes that connection too).
        configuration.CommandMap = CommandMap.Create(["SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "PUBLISH"],
            available: false);
        configuration.AllowAdmin = true; // for CONFIG GET
        configuration.Password = _options.PasswordFile is { } file ? ReadPassword(file) : null;
        return configuration;
    }

    private static string ReadPassword(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault()?.Trim() is { Length: > 0 } password
                ? password
                : throw UserException.Usage($"The password file {file} is empty. Write Redis's password into its first line.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw UserException.Usage($"The password file {file} cannot be read: {fault.Message}");
        }
    }

    private static bool IsOurs(Exception fault) => FarmResilience.IsRedisAway(fault) || fault is BrokenCircuitException or RedisException;

    private UserException Explain(Exception fault) => FarmResilience.IsRedisAway(fault) || fault is BrokenCircuitException
        ? new RedisUnavailableException(
            $"Redis at {_options.Endpoint} cannot be used ({FirstLine(fault)}). Start it, or name another with --redis.", fault)
        : new UserException(ExitCode.Unreachable,
            $"Redis at {_options.Endpoint} refuses: {FirstLine(fault)} Check its version (7.0 or newer), password and configuration.",
            fault);

    // The client appends its inner state behind a semicolon.
    private static string FirstLine(Exception fault) => fault.Message.Split('\n', 2)[0].Split(';', 2)[0].Trim();
}
