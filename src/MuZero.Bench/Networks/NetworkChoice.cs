using MuZero.Networks;

namespace MuZero.Bench.Networks;

/// <summary>The sizes of a network as text: 64x2 for 64 channels and 2 residual blocks, 64 for an MLP of that width, or a name.</summary>
public static class NetworkChoice
{
    /// <summary>The accepted texts.</summary>
    public static string Help { get; } =
        $"64x2: 64 channels, 2 residual blocks; 64: an MLP of that width; or {string.Join(", ", MuZeroGeneralNetworks.All.Keys)}.";

    /// <summary>The options of a text.</summary>
    /// <exception cref="UserException">The text is not a network's size or name.</exception>
    public static NetworkOptions Parse(string text)
    {
        if (MuZeroGeneralNetworks.All.TryGetValue(text, out PublishedNetwork? named))
        {
            return named.Options;
        }

        return text.Split('x').Select(Size).ToArray() switch
        {
            [> 0 and <= 4096 and int channels, >= 0 and <= 256 and int blocks] =>
                new NetworkOptions { Kind = NetworkKind.Residual, Channels = channels, Blocks = blocks },
            [> 0 and <= 65536 and int width] => new NetworkOptions { Kind = NetworkKind.Mlp, LatentSize = width, HiddenSize = width },
            _ => throw UserException.Usage($"--network is '{text}'; it must be like 64x2 (up to 4096 channels and 256 residual blocks), "
                + $"64 (an MLP's width, up to 65536), or {string.Join(", ", MuZeroGeneralNetworks.All.Keys)}."),
        };
    }

    private static int Size(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : -1;
}
