using MuZero.Files.Safetensors;
using MuZero.Networks;

namespace MuZero.Tests.Shared;

/// <summary>Random weights for a network of any shape, the last layers and the batch norms' statistics included.</summary>
internal static class RandomWeights
{
    public static WeightSnapshot For(NetworkShape shape, int seed, long version = 1)
    {
        Random random = new(seed);
        SafetensorsWriter writer = new();
        foreach ((string key, string value) in shape.ToMetadata())
        {
            writer.AddMetadata(key, value);
        }

        foreach (TensorLayout tensor in NetworkLayout.Of(shape).Tensors())
        {
            long[] sides = [.. tensor.Shape];
            if (tensor.Kind == TensorKind.Counter)
            {
                writer.Add(tensor.Name, sides, [1L]);
                continue;
            }

            (float scale, float middle) = Spread(tensor);
            writer.Add(tensor.Name, sides,
                Enumerable.Range(0, tensor.Length).Select(_ => middle + (scale * 1.7f * ((2.0f * random.NextSingle()) - 1.0f))).ToArray());
        }

        return new WeightSnapshot(version, writer.ToArray());
    }

    // Evenly spread around the middle with a standard deviation of about the scale.
    private static (float Scale, float Middle) Spread(TensorLayout tensor) => tensor.Name[(tensor.Name.LastIndexOf('.') + 1)..] switch
    {
        "weight" when tensor.Shape.Count > 1 => (MathF.Sqrt(2.0f * tensor.Shape[0] / tensor.Length), 0.0f),
        "weight" => (0.2f, 0.8f),
        "bias" when tensor.Name.EndsWith(".norm.bias", StringComparison.Ordinal) => (0.1f, 0.3f),
        "bias" => (0.1f, 0.0f),
        "running_mean" => (0.2f, 0.0f),
        _ => (0.1f, 1.0f),
    };
}
