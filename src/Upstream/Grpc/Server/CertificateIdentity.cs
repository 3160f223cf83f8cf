using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The caller's names as its certificate tells them, under gRPC's property names.</summary>
internal static class CertificateIdentity
{
    private const string CommonName = "x509_common_name";
    private const string AlternativeName = "x509_subject_alternative_name";

    public static AuthContext Of(X509Certificate2? certificate)
    {
        Dictionary<string, List<AuthProperty>> properties = [];
        if (certificate is null)
        {
            return new AuthContext(null, properties);
        }

        string[] alternatives = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames())];
        if (alternatives.Length > 0)
        {
            properties[AlternativeName] = [.. alternatives.Select(name => Property(AlternativeName, name))];
        }

        properties[CommonName] = [Property(CommonName, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false))];
        return new AuthContext(alternatives.Length > 0 ? AlternativeName : CommonName, properties);
    }

    private static AuthProperty Property(string name, string value) => AuthProperty.Create(name, Encoding.UTF8.GetBytes(value));
}
