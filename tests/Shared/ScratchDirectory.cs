namespace MuZero.Tests.Shared;

/// <summary>An empty directory that goes with the test.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("muzero-test-").FullName;

    public string this[string name] => Path.Combine(FullPath, name);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
