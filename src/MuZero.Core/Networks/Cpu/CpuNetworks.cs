using MuZero.Games;

namespace MuZero.Networks.Cpu;

/// <summary>Makes <see cref="CpuNetwork"/>s: inference that needs nothing but this process.</summary>
public sealed class CpuNetworks : INetworkFactory
{
    /// <inheritdoc/>
    public INetwork CreateNetwork(IGame game, NetworkShape shape) => new CpuNetwork(game, shape);
}
