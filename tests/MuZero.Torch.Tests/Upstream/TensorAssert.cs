using TorchSharp;

namespace MuZero.Torch.Tests.Upstream;

internal static class TensorAssert
{
    /// <summary>Compares a tensor's elements, row by row, within an absolute and relative tolerance.</summary>
    internal static void Near(float[] expected, torch.Tensor? actual, float tolerance = 2e-6f)
    {
        Assert.NotNull(actual);
        float[] values = actual.detach().contiguous().data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - values[i]) <= tolerance * (1 + Math.Abs(expected[i])),
                $"element {i}: expected {expected[i]:R}, was {values[i]:R}");
        }
    }
}
