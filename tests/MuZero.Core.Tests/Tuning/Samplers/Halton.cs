namespace MuZero.Core.Tests.Tuning.Samplers;

/// <summary>Halton's sequence, for points that tests and oracles in Python share.</summary>
internal static class Halton
{
    /// <summary>The entry of an index, from 1, in [0, 1).</summary>
    public static double At(int index, int radix)
    {
        double place = 1.0, value = 0.0;
        for (int rest = index; rest > 0; rest /= radix)
        {
            place /= radix;
            value += place * (rest % radix);
        }

        return value;
    }
}
