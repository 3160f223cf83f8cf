using MuZero.Agents.Players;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Agents.Players;

public sealed class SavedAgentTextTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    [Theory]
    [InlineData("run", 0, 0, "")]
    [InlineData("run@400", 400, 0, "")]
    [InlineData("run@level3", 0, 3, "")]
    [InlineData("run,search.c1=2", 0, 0, "search.c1=2")]
    [InlineData("run@400,position.batch=8,search.c1=2", 400, 0, "position.batch=8 search.c1=2")]
    public void Parse_Forms_HaveTheirParts(string text, int simulations, int level, string settings)
    {
        SavedAgentText parsed = SavedAgentText.Parse(text);

        Assert.Equal(("run", simulations, level, settings),
            (parsed.Path, parsed.Simulations, parsed.Level, string.Join(' ', parsed.Settings)));
        Assert.Equal(text, parsed.Name("run"));
    }

    [Theory]
    [InlineData("run@0")]
    [InlineData("run@level6")]
    [InlineData("run@many")]
    [InlineData("a,b")]
    public void Parse_OtherText_IsAPath(string text) => Assert.Equal(text, SavedAgentText.Parse(text).Path);

    [Fact]
    public void Parse_DirectoryWithSuchAName_IsThatDirectory()
    {
        string path = Path.Combine(_scratch.FullPath, "run@400,lr=0.1");
        Directory.CreateDirectory(path);

        SavedAgentText parsed = SavedAgentText.Parse(path);

        Assert.Equal((path, 0, 0), (parsed.Path, parsed.Simulations, parsed.Settings.Count));
        Assert.Equal((path, 7), (SavedAgentText.Parse($"{path}@7").Path, SavedAgentText.Parse($"{path}@7").Simulations));
    }

    public void Dispose() => _scratch.Dispose();
}
