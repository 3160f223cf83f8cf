using MuZero.Tests.Shared;

namespace MuZero.Torch.Tests;

/// <summary>Compares numbers that were summed in different orders, and names the first difference; null if there is none.</summary>
internal static class Agreement
{
    /// <summary>Each number within <paramref name="tolerance"/> of its size, at least of 1.</summary>
    public static string? Numbers(string name, ReadOnlySpan<float> theirs, ReadOnlySpan<float> ours, float tolerance)
    {
        if (theirs.Length != ours.Length)
        {
            return $"{name} has {theirs.Length} numbers, ours {ours.Length}";
        }

        for (int i = 0; i < theirs.Length; i++)
        {
            if (!(MathF.Abs(theirs[i] - ours[i]) <= tolerance * MathF.Max(1.0f, MathF.Abs(theirs[i]))))
            {
                return $"{name}[{i}]: libtorch {theirs[i]}, ours {ours[i]}";
            }
        }

        return null;
    }

    /// <summary>Each number within <paramref name="tolerance"/> of the largest of its tensor. A tensor that is tiny compared with the
    /// others is the rounding error of a gradient that cancels out (a head behind masks, a latent of two numbers), so it is held to 1% of
    /// the largest of all.</summary>
    public static string? Tensors(IReadOnlyDictionary<string, float[]> theirs, IReadOnlyDictionary<string, float[]> ours, float tolerance)
    {
        if (!theirs.Keys.Order(StringComparer.Ordinal).SequenceEqual(ours.Keys.Order(StringComparer.Ordinal)))
        {
            return $"libtorch has {string.Join(' ', theirs.Keys.Except(ours.Keys))} beyond ours, ours "
                + $"{string.Join(' ', ours.Keys.Except(theirs.Keys))} beyond libtorch's";
        }

        float floor = 0.01f * theirs.Values.Select(Largest).DefaultIfEmpty().Max();
        foreach ((string name, float[] numbers) in theirs)
        {
            float scale = MathF.Max(Largest(numbers), floor);
            if (Numbers($"{name} at scale {scale}", Scaled(numbers, scale), Scaled(ours[name], scale), tolerance) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    /// <summary>The first difference of several.</summary>
    public static string? First(params ReadOnlySpan<string?> differences)
    {
        foreach (string? difference in differences)
        {
            if (difference is not null)
            {
                return difference;
            }
        }

        return null;
    }

    /// <summary>Two texts side by side, the first line that only one has.</summary>
    public static string? Layout(TensorFile theirs, TensorFile ours)
        => theirs.Layout.SequenceEqual(ours.Layout) ? null
            : $"libtorch's file has {string.Join("; ", theirs.Layout.Except(ours.Layout))}, ours "
                + $"{string.Join("; ", ours.Layout.Except(theirs.Layout))}";

    private static float Largest(float[] numbers) => numbers.Length == 0 ? 0.0f : numbers.Max(MathF.Abs);

    private static float[] Scaled(float[] numbers, float scale)
        => scale == 0.0f ? numbers : Array.ConvertAll(numbers, number => number / scale);
}
