using MuZero.Agents;
using MuZero.Errors;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Agents;

public sealed class AgentPartsTests
{
    private static readonly EpisodeStrip _strip = new();

    [Theory]
    [InlineData("muzero", "no chance outcomes")]
    [InlineData("alphazero", "the game's own chance")]
    public void Of_ChanceCodesThatTheFamilyCannotUse_SaysWhy(string algorithm, string why)
    {
        RunOptions options = new() { Algorithm = algorithm, Network = new NetworkOptions { ChanceCodes = 8 } };

        UserException fault = Assert.Throws<UserException>(() => AgentParts.Of(_strip, options));

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.Contains("Set network.chance_codes to 0", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ValueNormalization.Tree, UnvisitedRule.Auto, 0.5, UnvisitedRule.MeanQ)]
    [InlineData(ValueNormalization.Siblings, UnvisitedRule.Auto, 0.5, UnvisitedRule.MeanQ)]
    [InlineData(ValueNormalization.Bounds, UnvisitedRule.Auto, 0.5, UnvisitedRule.Auto)]
    [InlineData(ValueNormalization.Tree, UnvisitedRule.Zero, 0.5, UnvisitedRule.Zero)]
    [InlineData(ValueNormalization.Tree, UnvisitedRule.Auto, 0.0, UnvisitedRule.Auto)]
    public void Search_WithReanalysis_UnvisitedEdgesAreNotWorthTheLeast(
        ValueNormalization normalization, UnvisitedRule named, double ratio, UnvisitedRule expected)
    {
        RunOptions options = new()
        {
            Search = new SearchOptions { Normalization = normalization, Unvisited = named },
            Reanalyse = new ReanalyseOptions { Ratio = ratio },
        };

        Assert.Equal(expected, AgentParts.Of(_strip, options).Search.Unvisited);
    }

    [Fact]
    public void Of_ChanceCodes_AddAfterstatesAndTheirLosses()
    {
        RunOptions options = new() { Network = new NetworkOptions { ChanceCodes = 8 }, Training = new() { ValueLossWeight = 0.25 } };

        LearningPlan plan = AgentParts.Of(new EpisodeWalk(), options).Plan;

        Assert.Equal(
            "policy 1, value 0.25, reward 1, afterstate_value 0.25, chance 1, commitment 1",
            string.Join(", ", plan.Losses.Select(loss => FormattableString.Invariant($"{loss.Name} {loss.Weight}"))));
        Assert.NotNull(plan.Layout.Trunk(NetworkLayout.AfterstateDynamics));
        Assert.Null(new CpuBackend().Refuses(plan));
    }

    [Theory]
    [InlineData("muzero", "without chance codes")]
    [InlineData("alphazero", "the game's own chance")]
    public void Of_AfterstateRuleWithoutAfterstates_SaysWhy(string algorithm, string why)
    {
        RunOptions options = new() { Algorithm = algorithm, Search = new() { Afterstates = AfterstateRule.Outcome } };

        UserException fault = Assert.Throws<UserException>(() => AgentParts.Of(_strip, options));

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.Contains("search.afterstates to value", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ChanceLabels_NeedNoEncoderAndNoCommitment()
    {
        RunOptions options = new() { Network = new NetworkOptions { ChanceCodes = 4, ChanceLabels = true } };

        LearningPlan plan = AgentParts.Of(new EpisodeWalk(), options).Plan;

        Assert.Null(plan.Layout.Trunk(NetworkLayout.Encoder));
        Assert.Null(plan.Layout.Head(NetworkLayout.ChanceCode));
        Assert.DoesNotContain(plan.Losses, loss => loss.Name == LossSpec.Commitment);
        Assert.Null(new CpuBackend().Refuses(plan));
    }

    [Theory]
    [InlineData("muzero", "no chance outcomes")]
    [InlineData("alphazero", "the game's own chance")]
    public void Of_ChanceLabelsThatTheFamilyCannotUse_SaysWhy(string algorithm, string why)
    {
        RunOptions options = new() { Algorithm = algorithm, Network = new NetworkOptions { ChanceLabels = true } };

        UserException fault = Assert.Throws<UserException>(() => AgentParts.Of(_strip, options));

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.Contains("Set network.chance_labels to false", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FewerCodesThanLabels_SaysHowManyAreNeeded()
    {
        RunOptions options = new() { Network = new NetworkOptions { ChanceCodes = 3, ChanceLabels = true } };

        UserException fault = Assert.Throws<UserException>(() => AgentParts.Of(new EpisodeWalk(), options));

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.Contains("Set network.chance_codes to 4 or more", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_EfficientZero_AddsMemoryAndConsistency()
    {
        RunOptions options = new()
        {
            Network = new NetworkOptions { ValuePrefix = 5, HiddenSize = 32 },
            Training = new() { ConsistencyLossWeight = 2.0 },
        };

        LearningPlan plan = AgentParts.Of(new EpisodeWalk(), options).Plan;

        Assert.Equal(2.0, plan.Weight(LossSpec.Consistency));
        Assert.Contains(plan.Layout.Head(NetworkLayout.Reward)!.Layers, layer => layer is LstmLayout { Outputs: 32 });
        Assert.NotNull(plan.Layout.Trunk(NetworkLayout.Projection));
        Assert.Contains("no kernel for the loss 'consistency'", new CpuBackend().Refuses(plan), StringComparison.Ordinal);
        LearningPlan memory = AgentParts.Of(new EpisodeWalk(), options with { Training = new() }).Plan;
        Assert.Contains("trains the memory of the head 'reward'", new CpuBackend().Refuses(memory), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "has 2 players, whose rewards have no common sum")]
    [InlineData(4, "network.chance_codes is 4")]
    public void Of_ValuePrefixThatTheGameOrCodesCannotUse_SaysWhy(int codes, string why)
    {
        RunOptions options = new() { Network = new NetworkOptions { ValuePrefix = 5, ChanceCodes = codes } };

        UserException fault = Assert.Throws<UserException>(() => AgentParts.Of(codes > 0 ? new EpisodeWalk() : _strip, options));

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.Contains("Set network.value_prefix to 0", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_MuZeroWithArbitraryTurns_LearnsWhoMovesNext()
    {
        LearningPlan plan = AgentParts.Of(new ExtraTurns(3), new RunOptions { Algorithm = "muzero" }).Plan;

        Assert.Equal(2, plan.Layout.Head(NetworkLayout.ToPlay)?.Outputs);
        Assert.Equal(1.0, plan.Weight(NetworkLayout.ToPlay));
        Assert.Null(new CpuBackend().Refuses(plan));
        Assert.Null(AgentParts.Of(new ExtraTurns(3), new RunOptions { Algorithm = "alphazero" }).Plan.Layout.Head(NetworkLayout.ToPlay));
    }

    [Theory]
    [InlineData("muzero", 3, 3)]
    [InlineData("alphazero", 3, 0)]
    public void Of_ThreePlayers_HasAValueAndARewardForEach(string algorithm, int values, int rewards)
    {
        AgentParts parts = AgentParts.Of(new TableGame(players: 3, stones: 5), new RunOptions { Algorithm = algorithm });

        Assert.Equal(values, parts.Plan.Layout.Head(NetworkLayout.Value)?.Outputs);
        Assert.Equal(rewards, parts.Plan.Layout.Head(NetworkLayout.Reward)?.Outputs ?? 0);
        Assert.Equal(3, parts.CreateTargets().CreateBatch(1).Seats);
    }

    public static TheoryData<string, RunOptions> TwoPlayersOnly => new()
    {
        { "search.unvisited=mean_q", new RunOptions { Search = new() { Unvisited = UnvisitedRule.MeanQ } } },
        { "search.proven_values", new RunOptions { Algorithm = "alphazero", Search = new() { ProvenValues = true } } },
        { "network.chance_codes", new RunOptions { Network = new() { ChanceCodes = 2 } } },
        { "position.*", new RunOptions { Position = new() { Batch = 8 } } },
    };

    [Theory]
    [MemberData(nameof(TwoPlayersOnly))]
    public void Of_ThreePlayersWithAnOptionForTwo_SaysWhyInOneLine(string option, RunOptions options)
    {
        UserException fault = Assert.Throws<UserException>(() => AgentParts.Of(new TableGame(players: 3, stones: 5), options));

        Assert.StartsWith($"{option} is for games of one or two players, and table has 3: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

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

}
