using MuZero.Files.Safetensors;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Networks;

public sealed class NetworkLayoutTests
{
    [Fact]
    public void Tensors_Residual_AreThoseOfEveryEarlierFileInOrder()
    {
        NetworkShape shape = Shape(new NetworkOptions
        {
            Kind = NetworkKind.Residual,
            Channels = 4,
            Blocks = 1,
            PredictionBlocks = 1,
            HeadChannels = 2,
            HiddenSize = 5
        });

        string[] tensors = [.. NetworkLayout.Of(shape).Tensors().Select(Text)];

        Assert.Equal(
            [
                .. Convolution("representation.stem", 2, 4, 3), .. Block("representation.block1"),
                .. Convolution("dynamics.stem", 5, 4, 3), .. Block("dynamics.block1"),
                .. Head("reward", 1), .. Block("prediction.block1"), .. Head("policy", 9), .. Head("value", 1),
            ],
            tensors);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tensors_Mlp_AreThoseOfEveryEarlierFileInOrder(bool hidden)
    {
        NetworkShape shape = Shape(new NetworkOptions
        {
            Kind = NetworkKind.Mlp,
            LatentSize = 6,
            HiddenSize = 7,
            RepresentationHidden = hidden
        });

        string[] tensors = [.. NetworkLayout.Of(shape).Tensors().Select(Text)];

        string[] representation = hidden ? Perceptron("representation", 18, 7, 6) : Perceptron("representation", 18, 6);
        Assert.Equal(
            [
                .. representation, .. Perceptron("dynamics", 15, 7, 6), .. Perceptron("reward", 6, 7, 1),
                .. Perceptron("policy", 6, 7, 9), .. Perceptron("value", 6, 7, 1),
            ],
            tensors);
    }

    [Theory]
    [InlineData("mlp_categorical")]
    [InlineData("residual_scalar")]
    [InlineData("residual_categorical")]
    public void Tensors_OfTheOraclesCases_AreWhatTheOracleWroteDown(string name)
    {
        LossOracle oracle = LossOracle.Load(name);
        SafetensorsFile file = oracle.Weights().Open();

        Assert.Equal(file.Tensors.Select(tensor => tensor.Name), NetworkLayout.Of(oracle.Shape).Tensors().Select(tensor => tensor.Name));
        NetworkLayout.Of(oracle.Shape).RequireFits(file);
    }

    [Fact]
    public void Of_WithoutDynamics_HasNeitherDynamicsNorReward()
    {
        NetworkLayout layout = NetworkLayout.Of(Shape(new NetworkOptions()) with { Dynamics = false, RewardBins = 0 });

        Assert.Equal(["representation", "policy", "value"], layout.Parts.Select(part => part.Name));
    }

    [Fact]
    public void Of_HeadsOfAFamily_AreInTheirOrder()
    {
        NetworkShape shape = Shape(new NetworkOptions()) with { Heads = [new HeadShape("value", 1), new HeadShape("q", 9)] };

        HeadLayout[] heads = [.. NetworkLayout.Of(shape).Heads];

        Assert.Equal(["reward", "value", "q"], heads.Select(head => head.Name));
        Assert.Equal((9, HeadCode.Plain, HeadInput.Features), (heads[2].Outputs, heads[2].Code, heads[2].Reads));
    }

    private static NetworkShape Shape(NetworkOptions options) => NetworkShape.For(NetworkCases.Board(2, 3, 3, 9), options, dynamics: true);

    private static string[] Block(string name) => [.. Convolution($"{name}.first", 4, 4, 3), .. Convolution($"{name}.second", 4, 4, 3)];

    private static string[] Head(string name, int outputs)
        => [.. Convolution($"{name}.squeeze", 4, 2, 1), .. Perceptron($"{name}.perceptron", 18, 5, outputs)];

    private static string[] Convolution(string name, int inputs, int outputs, int kernel) =>
    [
        $"{name}.convolution.weight {outputs}x{inputs}x{kernel}x{kernel}", $"{name}.norm.weight {outputs}", $"{name}.norm.bias {outputs}",
        $"{name}.norm.running_mean {outputs}", $"{name}.norm.running_var {outputs}", $"{name}.norm.num_batches_tracked ",
    ];

    private static string[] Perceptron(string name, params int[] widths)
        => [.. Enumerable.Range(1, widths.Length - 1)
            .SelectMany(i => new[] { $"{name}.linear{i}.weight {widths[i]}x{widths[i - 1]}", $"{name}.linear{i}.bias {widths[i]}" })];

    private static string Text(TensorLayout tensor) => $"{tensor.Name} {string.Join('x', tensor.Shape)}";
}
