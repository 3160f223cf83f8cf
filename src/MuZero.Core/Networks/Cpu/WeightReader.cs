using MuZero.Errors;
using MuZero.Files.Safetensors;

namespace MuZero.Networks.Cpu;

/// <summary>A layer's weights, [outputs, inputs * taps], and [outputs] bias, as the kernels' packing takes them.</summary>
internal readonly ref struct LayerWeights(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
{
    public readonly ReadOnlySpan<float> Weights = weights;
    public readonly ReadOnlySpan<float> Bias = bias;

    /// <summary>Outputs.</summary>
    public int Outputs => Bias.Length;
}

/// <summary>Reads layers out of a weights file by the names that MuZero.Torch's modules give them.</summary>
internal sealed class WeightReader(SafetensorsFile file)
{
    /// <summary>A fully connected layer.</summary>
    /// <exception cref="IncompatibleException">The file lacks it or has it in another shape.</exception>
    public LayerWeights Linear(string part, LinearLayout layer)
    {
        (string name, int inputs, int outputs) = ($"{part}.{layer.Name}", layer.Inputs, layer.Outputs);
        file.RequireFits($"{name}.weight", SafetensorsType.F32, outputs, inputs);
        file.RequireFits($"{name}.bias", SafetensorsType.F32, outputs);
        return new LayerWeights(file.Floats($"{name}.weight"), file.Floats($"{name}.bias"));
    }

    /// <summary>A convolution without bias and the batch norm after it, as one convolution with bias.</summary>
    /// <exception cref="IncompatibleException">The file lacks it or has it in another shape.</exception>
    public LayerWeights Convolution(string part, ConvolutionLayout layer)
    {
        (string name, int inputs, int outputs, int kernel) = ($"{part}.{layer.Name}", layer.Inputs, layer.Outputs, layer.Kernel);
        file.RequireFits($"{name}.convolution.weight", SafetensorsType.F32, outputs, inputs, kernel, kernel);
        file.RequireFits($"{name}.norm.num_batches_tracked", SafetensorsType.I64);
        ReadOnlySpan<float> scale = Norm(name, "weight", outputs), shift = Norm(name, "bias", outputs);
        ReadOnlySpan<float> mean = Norm(name, "running_mean", outputs), variance = Norm(name, "running_var", outputs);
        float[] weights = file.Floats($"{name}.convolution.weight").ToArray();
        float[] bias = new float[outputs];
        int perOutput = inputs * kernel * kernel;
        for (int output = 0; output < outputs; output++)
        {
            double factor = scale[output] / Math.Sqrt(variance[output] + ConvolutionLayout.NormEpsilon);
            bias[output] = (float)(shift[output] - (mean[output] * factor));
            foreach (ref float weight in weights.AsSpan(output * perOutput, perOutput))
            {
                weight = (float)(weight * factor);
            }
        }

        return new LayerWeights(weights, bias);
    }

    private ReadOnlySpan<float> Norm(string name, string part, int outputs)
    {
        file.RequireFits($"{name}.norm.{part}", SafetensorsType.F32, outputs);
        return file.Floats($"{name}.norm.{part}");
    }
}
