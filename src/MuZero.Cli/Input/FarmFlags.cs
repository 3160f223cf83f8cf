using Microsoft.Extensions.Logging;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;

namespace MuZero.Cli.Input;

/// <summary>Options that several of the farm's services have.</summary>
internal sealed class FarmFlags
{
    private readonly Option<string?> _listen = Flag.Text(
        "--listen", "HOST:PORT", "Where gRPC is served. Default 127.0.0.1 and a free port.");
    private readonly Option<string?> _http = Flag.Text(
        "--http", "HOST:PORT", "Where /metrics and /healthz are served. Default 127.0.0.1 and a free port.");
    private readonly Option<string?> _certificate = Flag.Text("--tls-certificate", "FILE", "The server's certificate chain, PEM.");
    private readonly Option<string?> _key = Flag.Text("--tls-key", "FILE", "The certificate's private key, PEM.");
    private readonly Option<string?> _authority = Flag.Text(
        "--tls-authority", "FILE", "Authorities that a client trusts besides the system's, PEM.");
    private readonly Option<bool> _insecure = Flag.Switch(
        "--insecure", "Plain text and no tokens beyond this machine, where the network is trusted.");
    private readonly Option<bool> _proxy = Flag.Switch(
        "--use-proxy", "Reaches the farm's other machines through the environment's proxy (https_proxy).");
    private readonly Option<string?> _tokenDirectory = Flag.Text(
        "--token-dir", "DIR", "Tokens that a server accepts: files worker, trainer, viewer, a token a line.");
    private readonly Option<string?> _tokenFile = Flag.Text(
        "--token-file", "FILE", "The token that a client shows: the file's first line.");
    private readonly Option<string?> _state = Flag.Text("--state-file", "FILE", "Where the service writes its addresses once it is ready.");
    private readonly Option<string?> _otlp = Flag.Text("--otlp", "URL", "An OTLP endpoint that metrics are sent to.");
    private readonly Option<string?> _logLevel = Flag.Text(
        "--log-level", "LEVEL", "What is logged: Debug, Information, Warning or Error. Default Information.");
    private readonly Option<string?> _redis = Flag.Text(
        "--redis", "HOST:PORT", "The replay buffer, also as redis://HOST:PORT. Default 127.0.0.1:6379.");
    private readonly Option<double?> _redisTimeout = Flag.Seconds(
        "--redis-timeout", "A call to Redis without an answer by then has failed. Default 5.", 0, 600);
    private readonly Option<string?> _password = Flag.Text(
        "--redis-password-file", "FILE", "The password of Redis: the file's first line.");

    public void AddServiceTo(Command command)
        => Flag.Add(
            command, _listen, _http, _certificate, _key, _authority, _insecure, _proxy,
            _tokenDirectory, _tokenFile, _state, _otlp, _logLevel);

    public void AddClientTo(Command command) => Flag.Add(command, _authority, _insecure, _proxy, _tokenFile);

    public void AddRedisTo(Command command) => Flag.Add(command, _redis, _password, _redisTimeout);

    public ServiceOptions Service(ParseResult parsed)
    {
        ServiceOptions defaults = new();
        return new ServiceOptions
        {
            Listen = parsed.GetValue(_listen) ?? defaults.Listen,
            Http = parsed.GetValue(_http) ?? defaults.Http,
            TlsCertificate = parsed.GetValue(_certificate),
            TlsKey = parsed.GetValue(_key),
            TlsAuthority = parsed.GetValue(_authority),
            Insecure = parsed.GetValue(_insecure),
            UseProxy = parsed.GetValue(_proxy),
            TokenDirectory = parsed.GetValue(_tokenDirectory),
            TokenFile = parsed.GetValue(_tokenFile),
            StateFile = parsed.GetValue(_state),
            Otlp = parsed.GetValue(_otlp),
            LogLevel = Level(parsed.GetValue(_logLevel)) ?? defaults.LogLevel,
        };
    }

    /// <summary>The flags with which a service of a local farm reaches the Redis that was named, besides its address.</summary>
    /// <exception cref="UserException">There is no such file, or it belongs to no Redis.</exception>
    public IReadOnlyList<string> RedisWords(ParseResult parsed)
    {
        RedisOptions options = Redis(parsed);
        if (options.PasswordFile is not null && NamedRedis(parsed) is null)
        {
            throw UserException.Usage("--redis-password-file is for a Redis that --redis names; the farm's own one has no password.");
        }

        string[] password = options.PasswordFile is { } file ? ["--redis-password-file", Path.GetFullPath(file)] : [];
        return parsed.GetValue(_redisTimeout) is { } timeout
            ? [.. password, "--redis-timeout", timeout.ToString(CultureInfo.InvariantCulture)]
            : password;
    }

    public RedisOptions Redis(ParseResult parsed)
    {
        RedisOptions defaults = new();
        string? password = parsed.GetValue(_password);
        return password is not null && !File.Exists(password)
            ? throw UserException.Usage($"--redis-password-file names {password}, which does not exist.")
            : defaults with
            {
                Endpoint = NamedRedis(parsed) ?? defaults.Endpoint,
                PasswordFile = password,
                Timeout = Time(parsed.GetValue(_redisTimeout)) ?? defaults.Timeout,
            };
    }

    /// <summary>The address of Redis if the user gave one, or null.</summary>
    /// <exception cref="UserException">It is not an address.</exception>
    public string? NamedRedis(ParseResult parsed) => parsed.GetValue(_redis) is { } text ? RedisAddress.Parse(text) : null;

    /// <summary>A time in seconds as the options have it; null if it was not given.</summary>
    public static TimeSpan? Time(double? seconds) => seconds is { } given ? TimeSpan.FromSeconds(given) : null;

    private static LogLevel? Level(string? name) => name is null ? null
        : Enum.TryParse(name, ignoreCase: true, out LogLevel level) && Enum.IsDefined(level) && !char.IsDigit(name[0]) ? level
        : throw UserException.Usage($"--log-level takes Debug, Information, Warning or Error, not '{name}'.");
}
