using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Networks;

public class NetworkShapeTests
{
    private static readonly SpecGame _board = new(new ObservationShape(2, 3, 3), 9);
    private static readonly SpecGame _vector = new(ObservationShape.Vector(4), 2, 0.0f, 500.0f);

    private static readonly NetworkOptions _everythingElse = new()
    {
        PolicyChannels = 1,
        ValueChannels = 2,
        RewardChannels = 3,
        PredictionBlocks = 4,
        ActionPlanes = ActionPlaneKind.Constant,
        Activation = ActivationKind.Elu,
        RepresentationHidden = false,
    };

    [Fact]
    public void For_Board_IsResidualAndScalar()
    {
        NetworkShape shape = NetworkShape.For(_board, new NetworkOptions(), dynamics: true);

        Assert.Equal(NetworkKind.Residual, shape.Kind);
        Assert.Equal((1, 1, 1), (shape.ValueBins, shape.RewardBins, shape.ActionPlanes));
        Assert.Equal((3, 3), shape.Plane);
    }

    [Fact]
    public void For_VectorOfWideReturns_IsMlpAndCategorical()
    {
        NetworkShape shape = NetworkShape.For(_vector, new NetworkOptions(), dynamics: true);

        Assert.Equal(NetworkKind.Mlp, shape.Kind);
        Assert.Equal(Support.For(0.0f, 500.0f).Bins, shape.ValueBins);
        Assert.True(shape.ValueBins > 1);
        Assert.Equal((shape.ValueBins, 2), (shape.RewardBins, shape.ActionPlanes));
        Assert.Equal((1, 1), shape.Plane);
    }

    [Theory]
    [InlineData(-1.0f, 1.0f, 1)]
    [InlineData(-1.0f, 1.5f, 7)]
    [InlineData(-1.5f, 1.0f, 7)]
    public void For_AutoHeads_GoByTheRangeOfReturns(float min, float max, int bins) =>
        Assert.Equal(bins,
            NetworkShape.For(new SpecGame(ObservationShape.Vector(1), 2, min, max), new NetworkOptions { SupportSize = 3 },
            dynamics: true).ValueBins);

    [Fact]
    public void For_OptionsThatSay_AreFollowed()
    {
        NetworkOptions options = new()
        {
            Kind = NetworkKind.Mlp,
            Heads = HeadKind.Categorical,
            SupportSize = 10,
            Channels = 3,
            Blocks = 4,
            HeadChannels = 5,
            LatentSize = 6,
            HiddenSize = 7,
        };

        NetworkShape shape = NetworkShape.For(_board, options, dynamics: false);

        Assert.Equal((NetworkKind.Mlp, 21, 0, 9), (shape.Kind, shape.ValueBins, shape.RewardBins, shape.ActionPlanes));
        Assert.Equal((3, 4, 5, 6, 7), (shape.Channels, shape.Blocks, shape.HeadChannels, shape.LatentSize, shape.HiddenSize));
    }

    [Fact]
    public void For_ScalarHeadsOfWideReturns_SaysWhatToSet()
    {
        var fault = Assert.Throws<UserException>(()
            => NetworkShape.For(_vector, new NetworkOptions { Heads = HeadKind.Scalar }, dynamics: true));

        Assert.Contains("[0, 500]", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Set network.heads to Categorical or Auto", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void For_ResidualOfAVector_SaysWhatToSet()
    {
        var fault = Assert.Throws<UserException>(()
            => NetworkShape.For(_vector, new NetworkOptions { Kind = NetworkKind.Residual }, dynamics: true));

        Assert.Contains("spec observes a vector of 4 numbers", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Set network.kind to Mlp or Auto", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1.0f, 1.0f, 0)]
    [InlineData(-6.0f, 6.0f, 0)]
    [InlineData(-30.0f, 500.0f, 0)]
    [InlineData(-1.0f, 1.0f, 12)]
    public void LargestReturn_AnyHeads_IsWhereTargetsAreClipped(float min, float max, int support)
    {
        NetworkOptions options = new() { SupportSize = support, Heads = support > 0 ? HeadKind.Categorical : HeadKind.Auto };
        NetworkShape shape = NetworkShape.For(new SpecGame(ObservationShape.Vector(1), 2, min, max), options, dynamics: true);

        Assert.True(shape.LargestReturn >= Math.Max(-min, max));
        if (Support.Of(shape.ValueBins) is { } bins)
        {
            float[] weights = new float[bins.Bins];
            bins.Encode(shape.LargestReturn / 1.0002f, weights);
            Assert.True(weights[^2] > 0.0f);
            bins.Encode(shape.LargestReturn, weights);
            Assert.Equal(1.0f, weights[^1]);
        }
    }

    [Fact]
    public void RequireSame_OtherActionPlanesWithoutDynamics_Passes()
    {
        NetworkShape shape = NetworkShape.For(_board, new NetworkOptions(), dynamics: false);

        shape.RequireSame((shape with { ActionPlanes = 26, ActionPlaneKind = ActionPlaneKind.Constant }).ToMetadata(), "file");
    }

    [Fact]
    public void RequireSame_OwnMetadata_Passes()
    {
        NetworkShape shape = NetworkShape.For(_board, new NetworkOptions(), dynamics: true);

        shape.RequireSame(NetworkShape.For(_board, new NetworkOptions(), dynamics: true).ToMetadata(), "file");
    }

    [Theory]
    [InlineData("game", "chess", "file has game chess; this network has spec.")]
    [InlineData("game_version", "2", "file has game version 2; this network has 1.")]
    [InlineData("observation", "1x3x3", "file has observation 1x3x3; this network has 2x3x3.")]
    [InlineData("dynamics", "false", "file has dynamics false; this network has true.")]
    [InlineData("head_channels", "9", "file has head channels 9; this network has 8.")]
    [InlineData("blocks", null, "file has blocks unknown; this network has 2.")]
    public void RequireSame_Difference_IsNamed(string key, string? theirs, string expected)
    {
        NetworkShape shape = NetworkShape.For(_board, new NetworkOptions(), dynamics: true);
        Dictionary<string, string> metadata = new(shape.ToMetadata());
        metadata.Remove(key);
        if (theirs is not null)
        {
            metadata[key] = theirs;
        }

        var fault = Assert.Throws<IncompatibleException>(() => shape.RequireSame(metadata, "file"));

        Assert.StartsWith(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RequireSame_EveryMember_Counts()
    {
        NetworkShape shape = NetworkShape.For(_board, _everythingElse, dynamics: true) with
        {
            Decoder = true,
            ChanceCodes = 4,
            ChanceLabels = true,
            Projection = true,
            ValuePrefix = 5,
            ActionDimensions = 3,
            Seats = 3,
            Heads = [new HeadShape("value", 1), new HeadShape("q", 9)],
        };

        Assert.All(shape.ToMetadata().Keys, key =>
        {
            Dictionary<string, string> metadata = new(shape.ToMetadata()) { [key] = "other" };
            Assert.Throws<IncompatibleException>(() => shape.RequireSame(metadata, "file"));
        });

        // format is written besides the members; Plane and LatentLength are derived from them.
        Assert.Equal(typeof(NetworkShape).GetProperties().Length - 2, shape.ToMetadata().Count - 1);
    }

    [Fact]
    public void ToMetadata_Defaults_AreThoseOfTheFirstFiles()
    {
        NetworkShape shape = NetworkShape.For(_board, new NetworkOptions { PolicyChannels = 8 }, dynamics: true);

        Assert.Equal(15, shape.ToMetadata().Count);
    }

    [Fact]
    public void RequireSame_MemberAtItsDefaultInOneOnly_IsNamed()
    {
        NetworkShape plain = NetworkShape.For(_board, new NetworkOptions(), dynamics: true);
        NetworkShape tower = plain with { PredictionBlocks = 3 };

        var extra = Assert.Throws<IncompatibleException>(() => plain.RequireSame(tower.ToMetadata(), "file"));
        var lacking = Assert.Throws<IncompatibleException>(() => tower.RequireSame(plain.ToMetadata(), "file"));

        Assert.StartsWith("file has prediction blocks 3; this network has 0.", extra.Message, StringComparison.Ordinal);
        Assert.StartsWith("file has prediction blocks 0; this network has 3.", lacking.Message, StringComparison.Ordinal);
    }
}
