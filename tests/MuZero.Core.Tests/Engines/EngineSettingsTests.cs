using MuZero.Engines;
using MuZero.Errors;

namespace MuZero.Core.Tests.Engines;

public class EngineSettingsTests
{
    [Fact]
    public void Parse_Gtp_SplitsTheCommandAtSpaces()
    {
        EngineSettings settings = EngineSettings.Parse("gtp:gnugo  --mode gtp --level 1;deadline=2.5");

        Assert.Equal(EngineProtocol.Gtp, settings.Protocol);
        Assert.Equal(["gnugo", "--mode", "gtp", "--level", "1"], settings.Command);
        Assert.Equal(TimeSpan.FromSeconds(2.5), settings.Deadline);
        Assert.Equal("gtp:gnugo  --mode gtp --level 1;deadline=2.5", settings.Text);
    }

    [Fact]
    public void Parse_Uci_ReadsLimitAndOptions()
    {
        EngineSettings settings = EngineSettings.Parse("uci:stockfish;movetime=50;Skill Level=3;Hash = 1");

        Assert.Equal("movetime 50", settings.Limit);
        Assert.Equal([("Skill Level", "3"), ("Hash", "1")], settings.Options);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Deadline);
    }

    [Fact]
    public void Parse_QuotationMarks_HoldAWordTogether()
    {
        EngineSettings settings = EngineSettings.Parse("gtp:'/my engines/one' --name=\"a b\" ''");

        Assert.Equal(["/my engines/one", "--name=a b", ""], settings.Command);
    }

    [Theory]
    [InlineData("gtp:", "names no program")]
    [InlineData("uci: ;nodes=1", "names no program")]
    [InlineData("xyz:stockfish", "is not an engine")]
    [InlineData("uci:stockfish;nodes=0", "must be a number from 1")]
    [InlineData("uci:stockfish;nodes=1.5", "must be a number from 1")]
    [InlineData("uci:stockfish;nodes=-1", "must be a number from 1")]
    [InlineData("uci:stockfish;nodes", "is not a setting")]
    [InlineData("uci:stockfish;=5", "is not a setting")]
    [InlineData("gtp:gnugo;nodes=5", "is not a setting of a GTP engine")]
    [InlineData("gtp:gnugo;deadline=0", "must be a number from 0.001")]
    [InlineData("gtp:gnugo;deadline=NaN", "must be a number from 0.001")]
    [InlineData("gtp:'gnugo", "is not closed")]
    public void Parse_NotValid_NamesTheFault(string text, string expected)
    {
        UserException fault = Assert.Throws<UserException>(() => EngineSettings.Parse(text));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, fault.ExitCode);
    }

    [Theory]
    [InlineData("gtp:gnugo", true)]
    [InlineData("UCI:stockfish", true)]
    [InlineData("runs/gtp", false)]
    [InlineData("random", false)]
    public void IsEngine_ByItsPrefix(string text, bool expected) => Assert.Equal(expected, EngineSettings.IsEngine(text));
}
