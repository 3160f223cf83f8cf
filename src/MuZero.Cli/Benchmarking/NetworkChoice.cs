using System.Globalization;
using MuZero.Errors;
using MuZero.Networks;

namespace MuZero.Cli.Benchmarking;

/// <summary>The network that a command line names: 64x2 for 64 channels and 2 residual blocks, 64 for an MLP of that width.</summary>
internal static class NetworkChoice
{
    public static string Help { get; } = $"64x2: 64 channels, 2 residual blocks; 64: an MLP of that width; or {string.Join(", ", NamedShapes.All.Keys)}.";

    /// <summary>The options that a text names.</summary>
    /// <exception cref="UserException">It names none.</exception>
    public static NetworkOptions Parse(string text)
    {
        if (NamedShapes.All.TryGetValue(text, out NetworkOptions? named))
        {
            return named;
        }

        int[] sizes = [.. text.Split('x').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : -1)];
        return sizes switch
        {
            [> 0 and <= 4096 and int channels, >= 0 and <= 256 and int blocks] => new NetworkOptions { Kind = NetworkKind.Residual, Channels = channels, Blocks = blocks },
            [> 0 and <= 65536 and int width] => new NetworkOptions { Kind = NetworkKind.Mlp, LatentSize = width, HiddenSize = width },
            _ => throw UserException.Usage($"--network is '{text}'; it must be like 64x2 (up to 4096 channels and 256 residual blocks), 64 (an MLP's width, up to 65536), or {string.Join(", ", NamedShapes.All.Keys)}."),
        };
    }

    /// <summary>Floating-point operations of one evaluation, a multiply-add counted as two: of everything but one part of the network.</summary>
    /// <param name="weights">Fresh ones.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="without">The part that an evaluation inside the tree does not run: representation (MuZero), or dynamics, which AlphaZero has not.</param>
    public static double Flops(WeightSnapshot weights, NetworkShape shape, string without)
    {
        double points = shape.Plane.Height * shape.Plane.Width;
        return weights.Open().Tensors
            .Where(tensor => tensor.Shape.Count >= 2 && !tensor.Name.StartsWith(without, StringComparison.Ordinal))
            .Sum(tensor => 2.0 * tensor.Shape.Aggregate(1.0, (product, length) => product * length) * (tensor.Shape.Count == 4 ? points : 1.0));
    }
}
