using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace MuZero.Farm.Hosting;

/// <summary>A service's addresses, certificate and tokens.</summary>
public sealed record ServiceOptions
{
    /// <summary>HOST:PORT of gRPC. Port 0 takes a free one.</summary>
    /// <value>Default 127.0.0.1:0.</value>
    [Required]
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>HOST:PORT of /metrics and /healthz. Port 0 takes a free one.</summary>
    /// <value>Default 127.0.0.1:0.</value>
    [Required]
    public string Http { get; init; } = "127.0.0.1:0";

    /// <summary>The server's certificate chain, PEM; with <see cref="TlsKey"/> it turns TLS on.</summary>
    /// <value>Default none.</value>
    public string? TlsCertificate { get; init; }

    /// <summary>The certificate's private key, PEM.</summary>
    /// <value>Default none.</value>
    public string? TlsKey { get; init; }

    /// <summary>A file of authorities that a client trusts besides the system's, PEM.</summary>
    /// <value>Default none.</value>
    public string? TlsAuthority { get; init; }

    /// <summary>Plain text beyond the loopback, for networks that are secured by other means.</summary>
    /// <value>Default false.</value>
    public bool Insecure { get; init; }

    /// <summary>The environment's proxy (http_proxy, https_proxy) is used for the farm's services on other machines; never for the
    /// loopback.</summary>
    /// <value>Default false.</value>
    public bool UseProxy { get; init; }

    /// <summary>A directory with the tokens that a server accepts: files worker, trainer, viewer, a token a line. Without one every caller
    /// is accepted.</summary>
    /// <value>Default none.</value>
    public string? TokenDirectory { get; init; }

    /// <summary>A file whose first line is the token that a client shows.</summary>
    /// <value>Default none.</value>
    public string? TokenFile { get; init; }

    /// <summary>The file for the service's addresses, written once it is ready; none writes nothing.</summary>
    /// <value>Default none.</value>
    public string? StateFile { get; init; }

    /// <summary>An OTLP endpoint that metrics are sent to; none sends nothing.</summary>
    /// <value>Default none.</value>
    public string? Otlp { get; init; }

    /// <summary>The least level that is logged. Debug also names every acknowledged episode of a worker.</summary>
    /// <value>Default Information.</value>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>True if gRPC is served over TLS.</summary>
    public bool IsTls => TlsCertificate is not null;

    /// <summary>HOST:PORT as an address.</summary>
    /// <exception cref="UserException">It is not valid.</exception>
    public static IPEndPoint Parse(string address, string flag)
    {
        int colon = address.LastIndexOf(':');
        string host = colon < 0 ? "" : address[..colon].Trim('[', ']');
        host = host switch { "" or "*" => "0.0.0.0", "localhost" => "127.0.0.1", _ => host };
        return IPAddress.TryParse(host, out IPAddress? ip) && ushort.TryParse(address.AsSpan(colon + 1), out ushort port)
            ? new IPEndPoint(ip, port)
            : throw UserException.Usage(
                $"{flag} takes HOST:PORT with an address of this machine, such as 127.0.0.1:7401 or 0.0.0.0:7401, not '{address}'.");
    }

    /// <summary>Throws if the service would serve plain text, or callers without a token, beyond this machine without --insecure.</summary>
    /// <exception cref="UserException">What to set.</exception>
    public void RequireSafe()
    {
        if ((TlsCertificate is null) != (TlsKey is null))
        {
            throw UserException.Usage("--tls-certificate and --tls-key belong together. Give both or none.");
        }

        bool beyond = !IPAddress.IsLoopback(Parse(Listen, "--listen").Address);
        if (beyond && !IsTls && !Insecure)
        {
            throw UserException.Usage($"--listen {Listen} can be reached from other machines and has no TLS. Give --tls-certificate and "
                + "--tls-key, or --insecure if the network is trusted.");
        }

        if (beyond && TokenDirectory is null && !Insecure)
        {
            throw UserException.Usage($"--listen {Listen} can be reached from other machines and requires no token. Give --token-dir, or "
                + "--insecure if the network is trusted.");
        }
    }
}

/// <summary>Options that are checked against their annotations before anything starts.</summary>
internal static class CheckedOptions
{
    /// <summary>The options, if every value is in its range.</summary>
    /// <exception cref="UserException">A value is out of its range.</exception>
    public static TOptions Checked<TOptions>(this TOptions options, IValidateOptions<TOptions> validator)
        where TOptions : class
    {
        ValidateOptionsResult result = validator.Validate(name: null, options);
        return result.Failed ? throw UserException.Usage(string.Join(" ", result.Failures)) : options;
    }
}
