using MuZero.Agents;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Options;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Agents;

public sealed class AgentPartsTests
{
    private static readonly EpisodeStrip _strip = new();

    [Fact]
    public void Of_MuZeroWithArbitraryTurns_SaysWhatToUse() => AssertRefused(new ExtraTurns(3), "muzero", "extra turns", "--run alphazero");

    [Theory]
    [InlineData("muzero", "policy 1, value 0.25, reward 1")]
    [InlineData("alphazero", "policy 1, value 0.25")]
    public void Plan_OfAFamily_HasItsLosses(string algorithm, string expected)
    {
        RunOptions options = new() { Algorithm = algorithm, Training = new TrainingOptions { ValueLossWeight = 0.25 } };

        LearningPlan plan = AgentParts.Of(_strip, options).Plan;

        Assert.Equal(expected, string.Join(", ", plan.Losses.Select(loss => FormattableString.Invariant($"{loss.Name} {loss.Weight}"))));
    }

    [Theory]
    [InlineData("muzero", 3, 7)]
    [InlineData("alphazero", 0, int.MaxValue)]
    public void CreateTargets_OfAFamily_HaveItsUnrollAndReturns(string algorithm, int unrollSteps, int tdSteps)
    {
        RunOptions options = new() { Algorithm = algorithm, Training = new TrainingOptions { UnrollSteps = 3, TdSteps = 7 } };

        ITargets targets = AgentParts.Of(_strip, options).CreateTargets();

        Assert.Equal((2, unrollSteps), (targets.CreateBatch(2).Size, targets.CreateBatch(2).UnrollSteps));
        Assert.Equal(tdSteps, targets.Returns.TdSteps);
    }

    private static void AssertRefused(IGame game, string algorithm, params string[] parts)
    {
        UserException fault = Assert.Throws<UserException>(() => AgentParts.Of(game, new RunOptions { Algorithm = algorithm }));

        Assert.All(parts, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.Equal(ExitCode.Usage, fault.ExitCode);
    }
}
