using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>Header fields of a request, and metadata from those of a response.</summary>
internal static class RequestHeaders
{
    private const string UserAgent = "grpc-muzero/1.0";

    public static void Write(HttpRequestHeaders headers, Metadata metadata, DateTime deadline, string? encoding)
    {
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation("user-agent", UserAgent);
        headers.TryAddWithoutValidation(HeaderNames.AcceptEncoding, Encodings.Accepted);
        if (encoding is not null)
        {
            headers.TryAddWithoutValidation(HeaderNames.Encoding, encoding);
        }

        if (deadline != DateTime.MaxValue)
        {
            headers.TryAddWithoutValidation(HeaderNames.Timeout, Timeouts.Encode(deadline - DateTime.UtcNow));
        }

        HeaderCodec.Send(metadata, (name, value) => headers.TryAddWithoutValidation(name, value));
    }

    public static Metadata Read(HttpResponseHeaders headers)
    {
        Metadata metadata = [];
        foreach ((string name, HeaderStringValues values) in headers.NonValidated)
        {
            foreach (string value in values)
            {
                HeaderCodec.Receive(metadata, name, value);
            }
        }

        return metadata;
    }

    /// <summary>A field's only value, or null.</summary>
    public static string? Single(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;
}
