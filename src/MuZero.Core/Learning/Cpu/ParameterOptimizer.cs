using System.Runtime.CompilerServices;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>AdamW (Loshchilov and Hutter, 2019) or SGD with momentum in one pass over each parameter.</summary>
internal static unsafe class ParameterOptimizer<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>The sum of a gradient's squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquaredNorm(Parameter parameter)
    {
        TVector sum = default;
        float* gradient = parameter.GradientStart;
        for (float* end = gradient + parameter.PaddedLength; gradient < end; gradient += TSimd.Count)
        {
            TVector numbers = TSimd.Load(gradient);
            sum = TSimd.MultiplyAdd(numbers, numbers, sum);
        }

        return TSimd.Sum(sum);
    }

    /// <summary>One step.</summary>
    /// <param name="parameter">Its gradient is scaled by <paramref name="clip"/> first.</param>
    /// <param name="options">The optimiser's.</param>
    /// <param name="learningRate">Of this step.</param>
    /// <param name="clip">At most 1.</param>
    public static void Step(Parameter parameter, TrainingOptions options, double learningRate, float clip)
    {
        parameter.Steps++;
        if (options.Optimizer == OptimizerKind.Sgd)
        {
            Descend(parameter, options, learningRate, clip);
        }
        else
        {
            Adapt(parameter, options, learningRate, clip);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Adapt(Parameter parameter, TrainingOptions options, double learningRate, float clip)
    {
        const double Beta1 = LearningPlan.AdamBeta1, Beta2 = LearningPlan.AdamBeta2;
        double correction1 = 1.0 - Math.Pow(Beta1, parameter.Steps), correction2 = Math.Sqrt(1.0 - Math.Pow(Beta2, parameter.Steps));
        TVector scale = TSimd.Create(clip), shrink = TSimd.Create((float)(1.0 - (learningRate * options.WeightDecay)));
        TVector keep1 = TSimd.Create((float)Beta1), take1 = TSimd.Create((float)(1.0 - Beta1));
        TVector keep2 = TSimd.Create((float)Beta2), take2 = TSimd.Create((float)(1.0 - Beta2));
        TVector root = TSimd.Create((float)(1.0 / correction2)), epsilon = TSimd.Create((float)LearningPlan.AdamEpsilon),
            rate = TSimd.Create((float)(-learningRate / correction1));
        float* value = parameter.ValuesStart, gradient = parameter.GradientStart, first = parameter.FirstStart,
            second = parameter.SecondStart;
        for (float* end = value + parameter.PaddedLength; value < end; value += TSimd.Count, gradient += TSimd.Count, first += TSimd.Count,
            second += TSimd.Count)
        {
            TVector clipped = TSimd.Multiply(TSimd.Load(gradient), scale);
            TVector mean = TSimd.MultiplyAdd(TSimd.Load(first), keep1, TSimd.Multiply(clipped, take1));
            TVector square = TSimd.MultiplyAdd(TSimd.Load(second), keep2, TSimd.Multiply(TSimd.Multiply(clipped, clipped), take2));
            TSimd.Store(mean, first);
            TSimd.Store(square, second);
            TVector denominator = TSimd.MultiplyAdd(TSimd.SquareRoot(square), root, epsilon);
            TSimd.Store(TSimd.MultiplyAdd(rate, TSimd.Divide(mean, denominator), TSimd.Multiply(TSimd.Load(value), shrink)), value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Descend(Parameter parameter, TrainingOptions options, double learningRate, float clip)
    {
        // The first step's momentum is the gradient itself, which zero momentum before it gives as well.
        TVector scale = TSimd.Create(clip), decay = TSimd.Create((float)options.WeightDecay);
        TVector keep = TSimd.Create((float)options.Momentum), rate = TSimd.Create((float)-learningRate);
        float* value = parameter.ValuesStart, gradient = parameter.GradientStart, momentum = parameter.FirstStart;
        for (float* end = value + parameter.PaddedLength; value < end; value += TSimd.Count, gradient += TSimd.Count,
            momentum += TSimd.Count)
        {
            TVector numbers = TSimd.Load(value);
            TVector clipped = TSimd.MultiplyAdd(decay, numbers, TSimd.Multiply(TSimd.Load(gradient), scale));
            TVector step = TSimd.MultiplyAdd(TSimd.Load(momentum), keep, clipped);
            TSimd.Store(step, momentum);
            TSimd.Store(TSimd.MultiplyAdd(rate, step, numbers), value);
        }
    }
}
