using MuZero.Agents;
using MuZero.Bench.Networks;
using MuZero.Games;
using MuZero.Learning.Cpu;
using MuZero.Options;
using MuZero.Tests.Shared;

namespace MuZero.Bench.Tests.Networks;

public class MuZeroGeneralNetworksTests
{
    // muzero-general's counts, and one number more per plane of each head. Its boards have 3 planes.
    [Theory]
    [InlineData("mzg-tictactoe", 3, 3, 3, 9, 1.0f, 21_715 + 48)]
    [InlineData("mzg-connect4", 3, 6, 7, 7, 1.0f, 730_681 + 8)]
    [InlineData("mzg-cartpole", 4, 1, 1, 2, 500.0f, 1_532)]
    public void All_Parameters_AreMuZeroGenerals(string name, int planes, int height, int width, int actions, float maxReturn,
        long expected)
    {
        SpecGame game = new(new ObservationShape(planes, height, width), actions, maxReturn);

        BenchNetwork network = new(new CpuBackend(),
            AgentParts.Of(game, new RunOptions { Network = MuZeroGeneralNetworks.All[name].Options }));

        Assert.Equal(expected, network.Parameters);
    }
}
