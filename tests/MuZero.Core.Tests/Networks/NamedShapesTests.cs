using MuZero.Files.Safetensors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Networks;

public class NamedShapesTests
{
    // muzero-general's counts, and one number more per plane of each head.
    [Theory]
    [InlineData("mzg-tictactoe", 21_715 + 48)]
    [InlineData("mzg-connect4", 730_681 + 8)]
    [InlineData("mzg-cartpole", 1_532)]
    public void All_Parameters_AreAsMany(string name, long expected)
    {
        (IGame game, NetworkOptions options) = NetworkCases.All[name];
        NetworkShape shape = NetworkShape.For(game, options, dynamics: true);

        SafetensorsFile weights = RandomWeights.For(shape, 1).Open();
        long parameters = weights.Tensors
            .Where(tensor => !tensor.Name.Contains("running_", StringComparison.Ordinal) && tensor.Type == SafetensorsType.F32)
            .Sum(tensor => tensor.SizeBytes / sizeof(float));

        Assert.Equal(expected, parameters);
    }
}
