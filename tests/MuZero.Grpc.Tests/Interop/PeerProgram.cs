using System.Diagnostics;
using System.Globalization;
using MuZero.Tests;

namespace MuZero.Grpc.Tests.Interop;

/// <summary>A peer's implementation of gRPC: a script of tests/interop and what runs it.</summary>
internal sealed record PeerProgram(string Interpreter, string Script, string Remedy)
{
    public static readonly PeerProgram Grpcio = new("/usr/bin/python3", "grpcio_peer.py", "install Debian's python3-grpcio and python3-protobuf; ./test does it");
    public static readonly PeerProgram GrpcJs = new("node", "grpcjs_peer.mjs", "install Node.js and run tests/interop/set-up.sh; ./test does it");

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    public static PeerProgram Named(string name) => name == "grpcio" ? Grpcio : GrpcJs;

    /// <summary>What the client says of each case: "passed", or why not.</summary>
    public async Task<Dictionary<string, string>> RunClientAsync(IEnumerable<string> cases, string address, TestCertificate? tls)
    {
        string[] trust = tls is null ? [] : ["--tls", tls.CertificatePath];
        using PeerProcess client = Start(["client", string.Join(',', cases), address, .. trust]);
        Dictionary<string, string> results = [];
        while (await client.ReadLineAsync(_patience) is { } line)
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            results[line[..space]] = line[(space + 1)..];
        }

        return results.Count > 0 ? results : throw new InvalidOperationException($"{Script} said nothing ({Remedy}): {await client.ReadErrorsAsync()}");
    }

    /// <summary>The server, listening.</summary>
    public async Task<PeerServer> StartServerAsync(TestCertificate? tls)
    {
        ScratchDirectory directory = new();
        string portFile = directory["port"];
        string[] proof = tls is null ? [] : ["--tls", tls.CertificatePath, tls.KeyPath];
        PeerProcess server = Start(["server", "--port-file", portFile, .. proof]);
        if (await server.ReadLineAsync(_patience) is null)
        {
            throw new InvalidOperationException($"{Script} does not start ({Remedy}): {await server.ReadErrorsAsync()}");
        }

        int port = int.Parse(await File.ReadAllTextAsync(portFile), CultureInfo.InvariantCulture);
        return new PeerServer(server, directory, new Uri($"{(tls is null ? "http" : "https")}://127.0.0.1:{port}"));
    }

    private PeerProcess Start(string[] arguments)
    {
        ProcessStartInfo start = new(Interpreter, [Path.Combine(Root(), "tests", "interop", Script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["NO_PROXY"] = "127.0.0.1";
        return new PeerProcess(Process.Start(start)!);
    }

    private static string Root()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "MuZero.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new DirectoryNotFoundException($"MuZero.sln is not above {AppContext.BaseDirectory}.");
    }
}

/// <summary>A peer that runs. It ends with this object, and with its standard input where this process is killed.</summary>
internal sealed class PeerProcess(Process process) : IDisposable
{
    private readonly Task<string> _errors = process.StandardError.ReadToEndAsync();

    public async Task<string?> ReadLineAsync(TimeSpan patience) => await process.StandardOutput.ReadLineAsync().WaitAsync(patience);

    public Task<string> ReadErrorsAsync() => _errors;

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}

/// <summary>A peer's server.</summary>
internal sealed class PeerServer(PeerProcess process, ScratchDirectory directory, Uri address) : IDisposable
{
    public Uri Address => address;

    public void Dispose()
    {
        process.Dispose();
        directory.Dispose();
    }
}
