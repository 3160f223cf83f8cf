using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MuZero.Numerics;

namespace MuZero.Search.Tree;

/// <summary>Logits to priors under a mask of legal actions.</summary>
internal static class Softmax
{
    /// <summary>No action: the priors are useless.</summary>
    public const int NotFinite = -1;

    /// <summary>Writes softmax over the legal actions and <see cref="SearchTree.Illegal"/> elsewhere. With no legal action at all every
    /// action gets the same share, so that a masked row never holds a NaN (mctx).</summary>
    /// <param name="logits">At least A; what follows may be read and counts for nothing.</param>
    /// <param name="actions">A.</param>
    /// <param name="legal">[A], or empty if every action is legal.</param>
    /// <param name="priors">[W], A padded to whole vectors.</param>
    /// <returns>The lowest action of the largest prior; <see cref="NotFinite"/> if a legal logit is NaN or positive infinity, and the
    /// priors are useless.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Masked(ReadOnlySpan<float> logits, int actions, ReadOnlySpan<bool> legal, Span<float> priors)
        => Vector512.IsHardwareAccelerated ? Masked<Simd512, Vector512<float>>(logits, actions, legal, priors)
            : Vector256.IsHardwareAccelerated ? Masked<Simd256, Vector256<float>>(logits, actions, legal, priors)
            : Masked<Simd128, Vector128<float>>(logits, actions, legal, priors);

    /// <summary>The same, in a given vector length.</summary>
    public static int Masked<TSimd, TVector>(ReadOnlySpan<float> logits, int actions, ReadOnlySpan<bool> legal, Span<float> priors)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        if (priors.Length == TSimd.Count && logits.Length >= TSimd.Count && legal.IsEmpty)
        {
            int best = OneVector<TSimd, TVector>(ref MemoryMarshal.GetReference(logits), actions, ref MemoryMarshal.GetReference(priors));
            return best >= 0 ? best : ManyVectors<TSimd, TVector>(logits, actions, legal, priors);
        }

        return ManyVectors<TSimd, TVector>(logits, actions, legal, priors);
    }

    // A row of one vector stays in registers and is stored once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int OneVector<TSimd, TVector>(ref float logits, int actions, ref float priors)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector used = TSimd.Greater(TSimd.Create(actions), TSimd.Lanes);
        TVector x = TSimd.Select(used, TSimd.Load(ref logits, 0), TSimd.Create(float.NegativeInfinity));
        TVector weight = VectorMath.Exp<TSimd, TVector>(TSimd.Subtract(x, TSimd.Create(TSimd.Max(x))));
        float sum = TSimd.Sum(weight);
        float largest = 1.0f / sum; // of the largest logit, whose weight is 1
        TVector prior = TSimd.Multiply(weight, TSimd.Create(largest));
        TSimd.Store(TSimd.Select(used, prior, TSimd.Create(SearchTree.Illegal)), ref priors, 0);
        return float.IsFinite(sum) ? BitOperations.TrailingZeroCount(TSimd.Equal(prior, TSimd.Create(largest))) : NotFinite;
    }

    private static int ManyVectors<TSimd, TVector>(ReadOnlySpan<float> logits, int actions, ReadOnlySpan<bool> legal, Span<float> priors)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        float max = Copy<TSimd, TVector>(logits, actions, priors);
        if (!legal.IsEmpty)
        {
            max = Mask(legal, priors);
        }

        if (float.IsNegativeInfinity(max) && !HasNaN(priors[..actions]))
        {
            priors.Fill(SearchTree.Illegal);
            priors[..actions].Fill(1.0f / actions);
            return 0;
        }

        float sum = Weigh<TSimd, TVector>(priors, max);
        Scale<TSimd, TVector>(priors, 1.0f / sum);
        priors[actions..].Fill(SearchTree.Illegal);
        for (int action = 0; action < legal.Length; action++)
        {
            priors[action] = legal[action] ? priors[action] : SearchTree.Illegal;
        }

        return float.IsFinite(sum) ? VectorMath.FirstMax(priors).Index : NotFinite;
    }

    // Copies the logits, -infinity behind them, and returns the largest.
    private static float Copy<TSimd, TVector>(ReadOnlySpan<float> logits, int actions, Span<float> priors)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        if (logits.Length < priors.Length)
        {
            // The last rows of an array: no whole vector can be read there.
            Span<float> tail = priors[(actions / VectorMath.Width * VectorMath.Width)..];
            tail.Fill(float.NegativeInfinity);
            logits[..actions].CopyTo(priors);
            logits = priors;
        }

        ref float from = ref MemoryMarshal.GetReference(logits);
        ref float to = ref MemoryMarshal.GetReference(priors);
        TVector none = TSimd.Create(float.NegativeInfinity);
        TVector max = none;
        int action = 0;
        for (; action + TSimd.Count <= actions; action += TSimd.Count)
        {
            TVector x = TSimd.Load(ref from, action);
            TSimd.Store(x, ref to, action);
            max = TSimd.Max(x, max);
        }

        for (; action < priors.Length; action += TSimd.Count)
        {
            TVector x = TSimd.Select(TSimd.Greater(TSimd.Create(actions - action), TSimd.Lanes), TSimd.Load(ref from, action), none);
            TSimd.Store(x, ref to, action);
            max = TSimd.Max(x, max);
        }

        return TSimd.Max(max);
    }

    private static float Mask(ReadOnlySpan<bool> legal, Span<float> priors)
    {
        float max = float.NegativeInfinity;
        for (int action = 0; action < legal.Length; action++)
        {
            float logit = legal[action] ? priors[action] : float.NegativeInfinity;
            priors[action] = logit;
            max = logit > max ? logit : max;
        }

        return max;
    }

    private static bool HasNaN(ReadOnlySpan<float> logits)
    {
        foreach (float logit in logits)
        {
            if (float.IsNaN(logit))
            {
                return true;
            }
        }

        return false;
    }

    private static float Weigh<TSimd, TVector>(Span<float> priors, float max)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref float row = ref MemoryMarshal.GetReference(priors);
        TVector sum = TSimd.Create(0.0f);
        for (int action = 0; action < priors.Length; action += TSimd.Count)
        {
            TVector weight = VectorMath.Exp<TSimd, TVector>(TSimd.Subtract(TSimd.Load(ref row, action), TSimd.Create(max)));
            TSimd.Store(weight, ref row, action);
            sum = TSimd.Add(sum, weight);
        }

        return TSimd.Sum(sum);
    }

    private static void Scale<TSimd, TVector>(Span<float> priors, float factor)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref float row = ref MemoryMarshal.GetReference(priors);
        for (int action = 0; action < priors.Length; action += TSimd.Count)
        {
            TSimd.Store(TSimd.Multiply(TSimd.Load(ref row, action), TSimd.Create(factor)), ref row, action);
        }
    }
}
