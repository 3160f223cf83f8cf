using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MuZero.Tests;

namespace MuZero.Grpc.Tests.Interop;

/// <summary>A certificate for 127.0.0.1 that signs itself, as PEM files too.</summary>
public sealed class TestCertificate : IDisposable
{
    private readonly ScratchDirectory _directory = new();

    public TestCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(CertificatePath, made.ExportCertificatePem());
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
        Certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public X509Certificate2 Certificate { get; }

    public string CertificatePath => _directory["certificate.pem"];

    public string KeyPath => _directory["key.pem"];

    public void Dispose()
    {
        Certificate.Dispose();
        _directory.Dispose();
    }
}
