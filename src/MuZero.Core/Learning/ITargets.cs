using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Learning;

/// <summary>Turns drawn positions into rows of a training batch. Holds no state; safe for several threads.</summary>
public interface ITargets
{
    /// <summary>The n-step returns behind the targets, from which actors compute initial priorities.</summary>
    NStepReturn Returns { get; }

    /// <summary>An empty batch with every column that <see cref="Fill"/> writes.</summary>
    TrainingBatch CreateBatch(int size);

    /// <summary>Writes a drawn position into a row.</summary>
    /// <param name="batch">Of <see cref="CreateBatch"/>.</param>
    /// <param name="row">0 to B - 1.</param>
    /// <param name="sample">The position.</param>
    /// <param name="random">Draws what the targets leave to chance.</param>
    /// <exception cref="ArgumentException">The batch was made for other targets.</exception>
    void Fill(TrainingBatch batch, int row, in ReplaySample sample, RandomStream random);
}
