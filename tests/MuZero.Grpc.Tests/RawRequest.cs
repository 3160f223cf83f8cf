using System.Net;
using System.Net.Http.Headers;

namespace MuZero.Grpc.Tests;

/// <summary>A request byte by byte, for what no client of ours would send.</summary>
internal static class RawRequest
{
    public static HttpRequestMessage To(EchoHost host, string path, byte[] body)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(host.Address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        return request;
    }

    /// <summary>The grpc-status, from headers or trailers.</summary>
    public static async Task<string> Status(HttpResponseMessage response)
    {
        await response.Content.ReadAsByteArrayAsync();
        return (response.Headers.TryGetValues("grpc-status", out IEnumerable<string>? only) ? only : response.TrailingHeaders.GetValues("grpc-status")).Single();
    }
}
