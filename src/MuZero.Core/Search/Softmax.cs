using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MuZero.Networks;

namespace MuZero.Search;

/// <summary>Logits to priors under a mask of legal actions.</summary>
internal static class Softmax
{
    /// <summary>Writes softmax over the legal actions and <see cref="SearchTree.Illegal"/> elsewhere. With no legal action at all every action gets
    /// the same share, so that a masked row never holds a NaN (ALGORITHMS 1.3).</summary>
    /// <param name="logits">At least A; what follows may be read and counts for nothing.</param>
    /// <param name="actions">A.</param>
    /// <param name="legal">[A], or empty where every action is legal.</param>
    /// <param name="priors">[W], A padded to whole vectors.</param>
    /// <returns>False where a legal logit is NaN or positive infinity; the priors are then useless.</returns>
    public static bool Masked(ReadOnlySpan<float> logits, int actions, ReadOnlySpan<bool> legal, Span<float> priors)
    {
        float max = Copy(logits, actions, priors);
        if (!legal.IsEmpty)
        {
            max = Mask(legal, priors);
        }

        if (float.IsNegativeInfinity(max) && !HasNaN(priors[..actions]))
        {
            priors.Fill(SearchTree.Illegal);
            priors[..actions].Fill(1.0f / actions);
            return true;
        }

        float sum = Weigh(priors, max);
        Scale(priors, 1.0f / sum);
        priors[actions..].Fill(SearchTree.Illegal);
        for (int action = 0; action < legal.Length; action++)
        {
            priors[action] = legal[action] ? priors[action] : SearchTree.Illegal;
        }

        return float.IsFinite(sum);
    }

    // Copies the logits, -infinity behind them, and returns the largest.
    private static float Copy(ReadOnlySpan<float> logits, int actions, Span<float> priors)
    {
        ref float from = ref MemoryMarshal.GetReference(logits);
        ref float to = ref MemoryMarshal.GetReference(priors);
        Vector512<float> max = Vector512.Create(float.NegativeInfinity);
        int action = 0;
        for (; action + VectorMath.Width <= actions; action += VectorMath.Width)
        {
            Vector512<float> x = Vector512.LoadUnsafe(ref from, (nuint)action);
            x.StoreUnsafe(ref to, (nuint)action);
            max = Vector512.MaxNative(x, max);
        }

        if (action < actions)
        {
            // Within the caller's array a whole vector can be read although the row is shorter; only a batch's last rows cannot.
            Vector512<float> x = logits.Length - action >= VectorMath.Width ? Vector512.LoadUnsafe(ref from, (nuint)action) : LoadPart(logits[action..actions]);
            x = Vector512.ConditionalSelect(SearchNode.Used(actions - action), x, Vector512.Create(float.NegativeInfinity));
            x.StoreUnsafe(ref to, (nuint)action);
            max = Vector512.MaxNative(x, max);
        }

        return VectorMath.Max(max);
    }

    private static Vector512<float> LoadPart(ReadOnlySpan<float> row)
    {
        Span<float> whole = stackalloc float[VectorMath.Width];
        row.CopyTo(whole);
        return Vector512.Create<float>(whole);
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

    private static float Weigh(Span<float> priors, float max)
    {
        ref float row = ref MemoryMarshal.GetReference(priors);
        Vector512<float> sum = Vector512<float>.Zero;
        for (int action = 0; action < priors.Length; action += VectorMath.Width)
        {
            Vector512<float> weight = VectorMath.Exp(Vector512.LoadUnsafe(ref row, (nuint)action) - Vector512.Create(max));
            weight.StoreUnsafe(ref row, (nuint)action);
            sum += weight;
        }

        return Vector512.Sum(sum);
    }

    private static void Scale(Span<float> priors, float factor)
    {
        ref float row = ref MemoryMarshal.GetReference(priors);
        for (int action = 0; action < priors.Length; action += VectorMath.Width)
        {
            (Vector512.LoadUnsafe(ref row, (nuint)action) * factor).StoreUnsafe(ref row, (nuint)action);
        }
    }
}
