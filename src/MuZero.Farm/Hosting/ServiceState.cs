using System.Text.Json;
using System.Text.Json.Serialization;
using MuZero.Files;

namespace MuZero.Farm.Hosting;

/// <summary>The state file of a running service, for the program that started it.</summary>
/// <param name="Role">trainer, selfplay, storage.</param>
/// <param name="Process">Its process id.</param>
/// <param name="Grpc">http(s)://HOST:PORT of gRPC, or empty.</param>
/// <param name="Http">http://HOST:PORT of metrics and health.</param>
internal sealed record ServiceState(string Role, int Process, string Grpc, string Http)
{
    /// <summary>Writes the file, whole or not at all.</summary>
    public void Write(string path)
        => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, ServiceStateJson.Default.ServiceState));

    /// <summary>Reads the file; null if it does not exist yet.</summary>
    public static ServiceState? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ServiceStateJson.Default.ServiceState);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ServiceState))]
internal sealed partial class ServiceStateJson : JsonSerializerContext;
