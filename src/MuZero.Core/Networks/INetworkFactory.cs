using MuZero.Games;

namespace MuZero.Networks;

/// <summary>Makes networks of one kind for inference: our own kernels, or libtorch's.</summary>
public interface INetworkFactory
{
    /// <summary>A network of a shape, its weights not yet loaded.</summary>
    /// <param name="game">Encodes actions.</param>
    /// <param name="shape">What it is built as.</param>
    INetwork CreateNetwork(IGame game, NetworkShape shape);
}
