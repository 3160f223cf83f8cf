using System.IO.Compression;
using MuZero.Tests.Shared;

namespace MuZero.Samples.Tests;

/// <summary>Packages, tool and template, made by build/pack.sh and used outside the repository.</summary>
public sealed class PackageTests(Packing packing)
{
    private readonly Packed _packed = packing.Once;

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
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(_packed.Packages, $"{id}.{_packed.Version}.nupkg"));
        using StreamReader nuspec = new(package.GetEntry($"{id}.nuspec")!.Open());
        string metadata = nuspec.ReadToEnd();

        Assert.Contains("<license type=\"expression\">MIT</license>", metadata, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", metadata, StringComparison.Ordinal);
        Assert.NotNull(package.GetEntry("README.md"));
    }

    [Fact]
    public void Template_FromPackages_BuildsTestsChecksAndTrains()
    {
        _packed.Dotnet("new muzero-game --name Twelve --packages " + _packed.Packages);

        _packed.Dotnet("build Twelve -c Release");
        _packed.Dotnet("test Twelve/tests");
        _packed.Tool("games check Twelve/bin/Release/net10.0/Twelve.dll");
        _packed.Tool("train --game Twelve/bin/Release/net10.0/Twelve.dll --experiment-name twelve --stop '{\"training_iteration\": 1}' "
            + "--set training.iteration_steps=20");

        Assert.True(Directory.Exists(Path.Combine(_packed.Directory, "runs", "twelve", "checkpoint_000001")));
        Assert.DoesNotContain(
            "game-id", File.ReadAllText(Path.Combine(_packed.Directory, "Twelve", "Twelve.cs")), StringComparison.Ordinal);
    }

    [Fact]
    public void Template_FromTheRepository_Builds()
    {
        _packed.Dotnet($"new muzero-game --name Thirteen --muzero {Shell.Root}");

        Assert.False(File.Exists(Path.Combine(_packed.Directory, "Thirteen", "nuget.config")));
        Assert.Contains($"{Shell.Root}/src/MuZero.Core/MuZero.Core.csproj",
            File.ReadAllText(Path.Combine(_packed.Directory, "Thirteen", "Thirteen.csproj")), StringComparison.Ordinal);
        _packed.Dotnet("build Thirteen -c Release");
    }

    [Fact]
    public void PackagesPage_Program_RunsOutsideTheRepository()
    {
        string page = File.ReadAllText(Path.Combine(Shell.Root, "build", "packages.md"));
        string code = page.Split("```csharp\n")[1].Split("```")[0];
        _packed.Dotnet("new console --output App");
        File.WriteAllText(Path.Combine(_packed.Directory, "App", "Program.cs"),
            code.Replace("\"time_total_s\": 20", "\"time_total_s\": 2", StringComparison.Ordinal));
        _packed.Dotnet($"add App package MuZero.Games --version {_packed.Version} --source {_packed.Packages}");

        string output = _packed.Dotnet("run --project App");

        Assert.StartsWith("value ", output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
    }
}
