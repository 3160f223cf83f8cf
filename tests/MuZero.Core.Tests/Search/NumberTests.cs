using MuZero.Errors;
using MuZero.Games;
using MuZero.Search;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search;

/// <summary>Numbers at the edge of single precision on their way through a tree: every search ends, and says which number was
/// useless.</summary>
public class NumberTests
{
    public static TheoryData<float, float, ValueNormalization> Extremes => new(
        from value in (float[])[1e38f, -1e38f, 3e38f, 1e25f, float.NaN, float.PositiveInfinity, float.NegativeInfinity]
        from reward in (float[])[0.0f, 1e38f]
        from normalization in Enum.GetValues<ValueNormalization>()
        select (value, reward, normalization));

    public static TheoryData<float, ValueNormalization> Small => new(
        from value in (float[])[float.Epsilon, 1e-40f, 1e-38f, 1e-30f, 4e23f]
        from normalization in Enum.GetValues<ValueNormalization>()
        select (value, normalization));

    [Theory]
    [MemberData(nameof(Extremes))]
    public void Run_NumbersThatNoSearchCanSum_AreRefused(float value, float reward, ValueNormalization normalization)
    {
        PuctSearch search = Search(path => new Answer([0.0f, 1.0f], path.Length > 5 ? value : 0.5f, path.Length > 5 ? reward : 0.0f),
            normalization);

        Assert.Throws<CorruptDataException>(() => search.Run([new NamedRoot("r")], []));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public void Run_RewardOfATerminalNodeThatIsNotFinite_IsRefused(float reward)
    {
        PuctSearch search = Search(path => new Answer([0.0f, 1.0f], 0.0f, path.Length > 5 ? reward : 0.0f, IsTerminal: path.Length > 5));

        Assert.Throws<CorruptDataException>(() => search.Run([new NamedRoot("r")], []));
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void Run_DenormalOrLargestNumbers_SpendsEverySimulation(float value, ValueNormalization normalization)
    {
        PuctSearch search = Search(path => new Answer([0.0f, 0.0f], path.EndsWith('1') ? value : -value, path.EndsWith('0') ? value : 0.0f),
            normalization);

        search.Run([new NamedRoot("r")], []);

        Assert.Equal(200, search.Visits(0).ToArray().Sum());
        Assert.True(normalization == ValueNormalization.Bounds || search.Visits(0).ToArray().All(visits => visits > 0));
        Assert.True(float.IsFinite(search.Value(0)));
    }

    [Theory] // A mean of equal numbers is that number, and a difference of rounding steps is not two values.
    [InlineData(0.1f, 0.0f, 1.0f)]
    [InlineData(0.3f, 0.0f, 1.0f)]
    [InlineData(0.7f, 0.0f, 1.0f)]
    [InlineData(0.6f, 0.03f, 0.95f)] // 0.03 + 0.95 * 0.6 = 0.6
    [InlineData(0.7f, 0.007f, 0.99f)]
    public void Run_OneValueEverywhere_VisitsAllEdgesAlike(float value, float reward, float discount)
    {
        var search = new PuctSearch(new ScriptedModel(9, _ => new Answer(new float[9], value, reward, discount)),
            new SearchOptions { Simulations = 50 }, trees: 1);

        search.Run([new NamedRoot("r")], []);

        Assert.InRange(search.Visits(0).ToArray().Max() - search.Visits(0).ToArray().Min(), 0, 1);
    }

    [Fact]
    public void Run_FinishedPosition_IsRefused()
    {
        var game = new TimedGame(players: 1, canStop: true);
        IGameState state = game.NewGame(0);
        state.Apply(1);
        var search = new PuctSearch(new PerfectModel(new StubNetwork(game, dynamics: false), game.Spec),
            new SearchOptions { Simulations = 4 }, 1);

        string message = Assert.Throws<ArgumentException>(() => search.Run([state], [])).Message;

        Assert.Contains("no player is to move", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_GameThatPaysARewardThatIsNotFinite_NamesTheGame()
    {
        var game = new PaidAtTheEnd(Transition.Terminated, RewardTiming.Terminal) { Pay = 0.0f / (float.Epsilon - float.Epsilon) };
        var search = new PuctSearch(new PerfectModel(new StubNetwork(game, dynamics: false), game.Spec),
            new SearchOptions { Simulations = 100 }, 1);

        UserException fault = Assert.Throws<UserException>(() => search.Run([game.NewGame(0)], []));

        Assert.Contains("'paid' paid a reward of NaN", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(65_536, 1_000_000)]
    [InlineData(2_000, 1_000_000)]
    public void Constructor_TreesBeyondMemory_NameTheOptions(int trees, int simulations)
    {
        UserException fault = Assert.Throws<UserException>(
            () => new PuctSearch(new ScriptedModel(9, _ => new Answer(new float[9], 0.0f)), new SearchOptions { Simulations = simulations },
                trees));

        Assert.Contains("search.simulations", fault.Message, StringComparison.Ordinal);
    }

    private static PuctSearch Search(Func<string, Answer> script, ValueNormalization normalization = ValueNormalization.Tree)
        => new(new ScriptedModel(2, script), new SearchOptions { Simulations = 200, Normalization = normalization }, trees: 1);
}
