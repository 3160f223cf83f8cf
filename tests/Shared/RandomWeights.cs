using MuZero.Files.Safetensors;
using MuZero.Learning.Cpu;
using MuZero.Networks;

namespace MuZero.Tests.Shared;

/// <summary>Weights for a network of any shape, by the names of MuZero.Torch's modules: random, the last layers and the batch norms' statistics too.</summary>
internal sealed class RandomWeights
{
    private readonly SafetensorsWriter _writer = new();
    private readonly Random _random;

    private RandomWeights(int seed) => _random = new Random(seed);

    public static WeightSnapshot For(NetworkShape shape, int seed, long version = 1)
    {
        RandomWeights weights = new(seed);
        foreach ((string key, string value) in shape.ToMetadata())
        {
            weights._writer.AddMetadata(key, value);
        }

        if (shape.Kind == NetworkKind.Residual)
        {
            weights.AddResidual(shape);
        }
        else
        {
            weights.AddMlp(shape);
        }

        return new WeightSnapshot(version, weights._writer.ToArray());
    }

    private void AddMlp(NetworkShape shape)
    {
        AddPerceptron("representation", shape.RepresentationHidden
            ? [shape.Observation.Length, shape.HiddenSize, shape.LatentSize]
            : [shape.Observation.Length, shape.LatentSize]);
        if (shape.Dynamics)
        {
            AddPerceptron("dynamics", shape.LatentSize + shape.ActionPlanes, shape.HiddenSize, shape.LatentSize);
            AddPerceptron("reward", shape.LatentSize, shape.HiddenSize, shape.RewardBins);
        }

        AddPerceptron("policy", shape.LatentSize, shape.HiddenSize, shape.Actions);
        AddPerceptron("value", shape.LatentSize, shape.HiddenSize, shape.ValueBins);
    }

    private void AddResidual(NetworkShape shape)
    {
        AddTower("representation", shape.Observation.Planes, shape.Blocks, shape);
        if (shape.Dynamics)
        {
            AddTower("dynamics", shape.Channels + shape.ActionPlanes, shape.Blocks, shape);
            AddHead("reward", shape.RewardChannels, shape.RewardBins, shape);
        }

        AddTower("prediction", 0, shape.PredictionBlocks, shape);
        AddHead("policy", shape.PolicyChannels, shape.Actions, shape);
        AddHead("value", shape.ValueChannels, shape.ValueBins, shape);
    }

    private void AddTower(string name, int inputs, int blocks, NetworkShape shape)
    {
        if (inputs > 0)
        {
            AddConvolution($"{name}.stem", inputs, shape.Channels, 3);
        }

        for (int block = 1; block <= blocks; block++)
        {
            AddConvolution($"{name}.block{block}.first", shape.Channels, shape.Channels, 3);
            AddConvolution($"{name}.block{block}.second", shape.Channels, shape.Channels, 3);
        }
    }

    private void AddHead(string name, int channels, int outputs, NetworkShape shape)
    {
        AddConvolution($"{name}.squeeze", shape.Channels, channels, 1);
        AddPerceptron($"{name}.perceptron", channels * shape.Plane.Height * shape.Plane.Width, shape.HiddenSize, outputs);
    }

    private void AddPerceptron(string name, params int[] widths)
    {
        for (int i = 1; i < widths.Length; i++)
        {
            Add($"{name}.linear{i}.weight", MathF.Sqrt(2.0f / widths[i - 1]), 0.0f, widths[i], widths[i - 1]);
            Add($"{name}.linear{i}.bias", 0.1f, 0.0f, widths[i]);
        }
    }

    private void AddConvolution(string name, int inputs, int outputs, int kernel)
    {
        Add($"{name}.convolution.weight", MathF.Sqrt(2.0f / (inputs * kernel * kernel)), 0.0f, outputs, inputs, kernel, kernel);
        Add($"{name}.norm.weight", 0.2f, 0.8f, outputs);
        Add($"{name}.norm.bias", 0.1f, 0.3f, outputs);
        Add($"{name}.norm.running_mean", 0.2f, 0.0f, outputs);
        Add($"{name}.norm.running_var", 0.1f, 1.0f, outputs);
        _writer.Add($"{name}.norm.num_batches_tracked", [], [1L]);
    }

    // Evenly spread around the middle with a standard deviation of about the scale.
    private void Add(string name, float scale, float middle, params int[] shape)
    {
        float[] numbers = new float[shape.Aggregate(1, (product, side) => product * side)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = middle + (scale * 1.7f * ((2.0f * _random.NextSingle()) - 1.0f));
        }

        _writer.Add(name, Array.ConvertAll(shape, side => (long)side), numbers);
    }
}
