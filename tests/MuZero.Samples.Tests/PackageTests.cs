using System.IO.Compression;
using MuZero.Tests.Shared;

namespace MuZero.Samples.Tests;

/// <summary>Packages, tool and template, made by build/pack.sh and used outside the repository.</summary>
[Collection(Name)]
public sealed class PackageTests(PackageTests.Packed packed)
{
    /// <summary>The classes that use the packages.</summary>
    public const string Name = "packages";

    [Theory]
    [InlineData("MuZero.Core")]
    [InlineData("MuZero.Games")]
    [InlineData("MuZero.Torch")]
    [InlineData("MuZero.Farm")]
    [InlineData("MuZero.Sqlite")]
    [InlineData("MuZero.Plots")]
    [InlineData("muzero")]
    [InlineData("MuZero.Templates")]
    public void Package_HasLicenseReadmeAndVersion(string id)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(packed.Packages, $"{id}.{packed.Version}.nupkg"));
        using StreamReader nuspec = new(package.GetEntry($"{id}.nuspec")!.Open());
        string metadata = nuspec.ReadToEnd();

        Assert.Contains("<license type=\"expression\">MIT</license>", metadata, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", metadata, StringComparison.Ordinal);
        Assert.NotNull(package.GetEntry("README.md"));
    }

    [Fact]
    public void Template_FromPackages_BuildsTestsChecksAndTrains()
    {
        packed.Dotnet("new muzero-game --name Twelve --packages " + packed.Packages);

        packed.Dotnet("build Twelve -c Release");
        packed.Dotnet("test Twelve/tests");
        packed.Tool("games check Twelve/bin/Release/net10.0/Twelve.dll");
        packed.Tool("train --game Twelve/bin/Release/net10.0/Twelve.dll --experiment-name twelve --stop '{\"training_iteration\": 1}' "
            + "--set training.iteration_steps=20");

        Assert.True(Directory.Exists(Path.Combine(packed.Directory, "runs", "twelve", "checkpoint_000001")));
        Assert.DoesNotContain("game-id", File.ReadAllText(Path.Combine(packed.Directory, "Twelve", "Twelve.cs")), StringComparison.Ordinal);
    }

    [Fact]
    public void Template_FromTheRepository_Builds()
    {
        packed.Dotnet($"new muzero-game --name Thirteen --muzero {Shell.Root}");

        Assert.False(File.Exists(Path.Combine(packed.Directory, "Thirteen", "nuget.config")));
        Assert.Contains($"{Shell.Root}/src/MuZero.Core/MuZero.Core.csproj",
            File.ReadAllText(Path.Combine(packed.Directory, "Thirteen", "Thirteen.csproj")), StringComparison.Ordinal);
        packed.Dotnet("build Thirteen -c Release");
    }

    [Fact]
    public void PackagesPage_Program_RunsOutsideTheRepository()
    {
        string page = File.ReadAllText(Path.Combine(Shell.Root, "build", "packages.md"));
        string code = page.Split("```csharp\n")[1].Split("```")[0];
        packed.Dotnet("new console --output App");
        File.WriteAllText(Path.Combine(packed.Directory, "App", "Program.cs"),
            code.Replace("\"time_total_s\": 20", "\"time_total_s\": 2", StringComparison.Ordinal));
        packed.Dotnet($"add App package MuZero.Games --version {packed.Version} --source {packed.Packages}");

        string output = packed.Dotnet("run --project App");

        Assert.StartsWith("value ", output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
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
}

/// <summary>Packs once for all classes.</summary>
[CollectionDefinition(PackageTests.Name)]
public sealed class PackagesDefinition : ICollectionFixture<PackageTests.Packed>;
