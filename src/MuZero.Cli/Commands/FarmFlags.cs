using System.CommandLine;
using System.Globalization;
using MuZero.Diagnostics;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;

namespace MuZero.Cli.Commands;

/// <summary>Options of the farm's services. Each is also a variable of the environment: --redis is MUZERO_FARM_REDIS.</summary>
internal sealed class FarmFlags(Terminal terminal)
{
    public const string VariablePrefix = "MUZERO_FARM_";

    private readonly Option<string?> _listen = Flag.Text("--listen", "HOST:PORT", "Where gRPC is served. Default 127.0.0.1 and a free port.");
    private readonly Option<string?> _http = Flag.Text("--http", "HOST:PORT", "Where /metrics and /healthz are served. Default 127.0.0.1 and a free port.");
    private readonly Option<string?> _certificate = Flag.Text("--tls-certificate", "FILE", "The server's certificate chain, PEM.");
    private readonly Option<string?> _key = Flag.Text("--tls-key", "FILE", "The certificate's private key, PEM.");
    private readonly Option<string?> _authority = Flag.Text("--tls-authority", "FILE", "Authorities that a client trusts besides the system's, PEM.");
    private readonly Option<bool> _insecure = Flag.Switch("--insecure", "Plain text and no tokens beyond this machine, where the network is trusted.");
    private readonly Option<string?> _tokenDirectory = Flag.Text("--token-dir", "DIR", "Tokens that a server accepts: files worker, trainer, viewer, a token a line.");
    private readonly Option<string?> _tokenFile = Flag.Text("--token-file", "FILE", "The token that a client shows: the file's first line.");
    private readonly Option<string?> _state = Flag.Text("--state-file", "FILE", "Where the service writes its addresses once it is ready.");
    private readonly Option<string?> _otlp = Flag.Text("--otlp", "URL", "An OTLP endpoint that metrics are sent to.");
    private readonly Option<string?> _redis = Flag.Text("--redis", "HOST:PORT", "The replay buffer. Default 127.0.0.1:6379.");
    private readonly Option<string?> _password = Flag.Text("--redis-password-file", "FILE", "The password of Redis: the file's first line.");

    /// <summary>Adds what a service that listens has.</summary>
    public void AddServiceTo(Command command) => Add(command, _listen, _http, _certificate, _key, _authority, _insecure, _tokenDirectory, _tokenFile, _state, _otlp);

    /// <summary>Adds what a client has.</summary>
    public void AddClientTo(Command command) => Add(command, _authority, _insecure, _tokenFile);

    /// <summary>Adds where Redis is.</summary>
    public void AddRedisTo(Command command) => Add(command, _redis, _password);

    /// <summary>The service's options.</summary>
    public ServiceOptions Service(ParseResult parsed)
    {
        ServiceOptions defaults = new();
        return new ServiceOptions
        {
            Listen = Text(parsed, _listen) ?? defaults.Listen,
            Http = Text(parsed, _http) ?? defaults.Http,
            TlsCertificate = Text(parsed, _certificate),
            TlsKey = Text(parsed, _key),
            TlsAuthority = Text(parsed, _authority),
            Insecure = parsed.GetValue(_insecure) || Variable(_insecure) is "true" or "1",
            TokenDirectory = Text(parsed, _tokenDirectory),
            TokenFile = Text(parsed, _tokenFile),
            StateFile = Text(parsed, _state),
            Otlp = Text(parsed, _otlp),
        };
    }

    /// <summary>Where Redis is.</summary>
    public RedisOptions Redis(ParseResult parsed)
    {
        RedisOptions defaults = new();
        string? password = Text(parsed, _password);
        return password is not null && !File.Exists(password)
            ? throw UserException.Usage($"--redis-password-file names {password}, which does not exist.")
            : defaults with { Endpoint = Text(parsed, _redis) ?? defaults.Endpoint, PasswordFile = password };
    }

    /// <summary>Where the user said that Redis is, or null.</summary>
    public string? NamedRedis(ParseResult parsed) => Text(parsed, _redis);

    /// <summary>An option's text: the flag, else its variable, else null.</summary>
    public string? Text(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) ?? Variable(option);

    /// <summary>An option's number: the flag, else its variable, else null.</summary>
    /// <exception cref="UserException">The variable is no number.</exception>
    public int? Whole(ParseResult parsed, Option<int?> option)
    {
        if (parsed.GetValue(option) is { } given)
        {
            return given;
        }

        return Variable(option) is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : throw UserException.Usage($"{NameOf(option)} is '{text}'; it must be a whole number.");
    }

    private string? Variable(Option option) => terminal.Environment.GetValueOrDefault(NameOf(option)) is { Length: > 0 } value ? value : null;

    private static string NameOf(Option option) => VariablePrefix + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    private static void Add(Command command, params Option[] options) => Array.ForEach(options, command.Add);
}
