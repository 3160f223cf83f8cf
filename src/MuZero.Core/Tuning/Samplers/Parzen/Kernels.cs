using MuZero.Numerics;

namespace MuZero.Tuning.Samplers.Parzen;

/// <summary>The kernels of one parameter: one per observation and the prior last.</summary>
internal abstract class Kernels
{
    /// <summary>Draws a representation from one kernel.</summary>
    public abstract double Sample(int kernel, RandomStream random);

    /// <summary>Adds the logarithm of each kernel's density, or mass, at a representation.</summary>
    /// <param name="representation">A value in the range.</param>
    /// <param name="logs">One sum per kernel.</param>
    public abstract void AddLogDensities(double representation, Span<double> logs);
}
