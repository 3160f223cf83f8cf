using MuZero.Tests.Shared;

[assembly: AssemblyFixture(typeof(MuZero.Samples.Tests.Packing))]

namespace MuZero.Samples.Tests;

/// <summary>Packs once for all classes, as soon as one of them needs the packages. The classes run side by side.</summary>
public sealed class Packing : IDisposable
{
    private readonly Lazy<Packed> _packed = new(() => new Packed());

    public Packed Once => _packed.Value;

    public void Dispose()
    {
        if (_packed.IsValueCreated)
        {
            _packed.Value.Dispose();
        }
    }
}

/// <summary>The packages, the tool installed from them, and an empty directory in which the template is known.</summary>
public sealed class Packed : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public Packed()
    {
        Shell.Succeed("build/pack.sh", Shell.Root);
        Packages = Path.Combine(Shell.Root, "artifacts", "packages");
        Version = Path.GetFileNameWithoutExtension(System.IO.Directory.GetFiles(Packages, "MuZero.Core.*")[0])["MuZero.Core.".Length..];
        Directory = System.IO.Directory.CreateDirectory(_scratch["work"]).FullName;
        Dotnet($"new install {Path.Combine(Packages, $"MuZero.Templates.{Version}.nupkg")}");
        Dotnet($"tool install muzero --version {Version} --add-source {Packages} --tool-path tools");
    }

    public string Packages { get; }

    public string Version { get; }

    public string Directory { get; }

    // The user's own templates stay as they are; packages come from NuGet's usual cache.
    public string Dotnet(string arguments) => Shell.Succeed($"dotnet {arguments}", Directory, "",
        ("DOTNET_CLI_HOME", _scratch["home"]), ("NUGET_PACKAGES", Cache()));

    public string Tool(string arguments) => Shell.Succeed($"tools/muzero {arguments}", Directory);

    public void Dispose() => _scratch.Dispose();

    internal static string Cache() => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
