using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MuZero.Farm.Hosting;

/// <summary>The two ports of a service: gRPC over HTTP/2, with TLS if there is a certificate, and HTTP/1.1 for metrics and
/// probes.</summary>
internal static class KestrelPorts
{
    // Kestrel's own windows, 768 KiB and 1 MiB, stall a publication of weights on every round trip.
    private const int StreamWindowBytes = 4 << 20;
    private const int ConnectionWindowBytes = 8 << 20;

    /// <summary>Sets limits and listeners.</summary>
    /// <exception cref="UserException">An address or the certificate is not valid.</exception>
    public static void Listen(KestrelServerOptions kestrel, ServiceOptions options)
    {
        kestrel.AddServerHeader = false;
        // A publisher may pause for longer than Kestrel's five seconds; calls have deadlines instead.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;
        X509Certificate2? certificate = options.IsTls ? Certificate(options) : null;
        kestrel.Listen(ServiceOptions.Parse(options.Listen, "--listen"), listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
            {
                listen.UseHttps(certificate, https => https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13);
            }
        });
        kestrel.Listen(ServiceOptions.Parse(options.Http, "--http"), listen => listen.Protocols = HttpProtocols.Http1);
    }

    /// <summary>The address under which this machine reaches what Kestrel listens on: the loopback if it is every address.</summary>
    public static string Reachable(string url)
    {
        UriBuilder address = new(url.Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
        address.Host = address.Host == IPAddress.Any.ToString() ? IPAddress.Loopback.ToString() : address.Host;
        return address.Uri.GetLeftPart(UriPartial.Authority);
    }

    private static X509Certificate2 Certificate(ServiceOptions options)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(options.TlsCertificate!, options.TlsKey!);
        }
        catch (Exception fault) when (fault is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw UserException.Usage(
                $"{options.TlsCertificate} and {options.TlsKey} are not a valid certificate and key: {fault.Message}");
        }
    }
}
