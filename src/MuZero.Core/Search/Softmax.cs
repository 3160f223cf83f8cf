namespace MuZero.Search;

/// <summary>Logits to priors under a mask of legal actions.</summary>
internal static class Softmax
{
    /// <summary>Writes softmax over the legal actions and <see cref="SearchTree.Illegal"/> elsewhere. With no legal action at all every action gets
    /// the same share, so that a masked row never holds a NaN (ALGORITHMS 1.3).</summary>
    /// <returns>False where a legal logit is NaN or positive infinity; the priors are then useless.</returns>
    public static bool Masked(ReadOnlySpan<float> logits, ReadOnlySpan<bool> legal, Span<float> priors)
    {
        float max = float.NegativeInfinity;
        for (int action = 0; action < logits.Length; action++)
        {
            if (legal[action])
            {
                max = MathF.Max(max, logits[action]);
            }
        }

        if (float.IsNegativeInfinity(max))
        {
            priors.Fill(1.0f / priors.Length);
            return true;
        }

        float sum = 0.0f;
        for (int action = 0; action < logits.Length; action++)
        {
            float weight = legal[action] ? MathF.Exp(logits[action] - max) : 0.0f;
            priors[action] = weight;
            sum += weight;
        }

        for (int action = 0; action < logits.Length; action++)
        {
            priors[action] = legal[action] ? priors[action] / sum : SearchTree.Illegal;
        }

        return float.IsFinite(sum);
    }
}
