using MuZero.Numerics;

namespace MuZero.Search.Rules;

/// <summary>From visits to a move: pi(a) ~ N(a)^(1/T) (MuZero, appendix D).</summary>
internal static class VisitPolicy
{
    /// <summary>The most visited action; the lowest of equals.</summary>
    public static int Best(ReadOnlySpan<int> visits)
    {
        int best = 0;
        for (int action = 1; action < visits.Length; action++)
        {
            if (visits[action] > visits[best])
            {
                best = action;
            }
        }

        return best;
    }

    /// <summary>Writes N(a) over their sum, which is at least 1.</summary>
    public static void Shares(ReadOnlySpan<int> visits, Span<float> policy)
    {
        int total = 0;
        foreach (int count in visits)
        {
            total += count;
        }

        for (int action = 0; action < visits.Length; action++)
        {
            policy[action] = (float)visits[action] / total;
        }
    }

    /// <summary>Writes the distribution N(a)^(1/T) over its sum.</summary>
    /// <param name="visits">[A] visit counts, at least one above 0.</param>
    /// <param name="temperature">T; 0 puts everything on <see cref="Best"/>.</param>
    /// <param name="policy">[A].</param>
    public static void Distribution(ReadOnlySpan<int> visits, double temperature, Span<float> policy)
    {
        int best = Best(visits);
        if (temperature <= 0.0)
        {
            policy.Clear();
            policy[best] = 1.0f;
            return;
        }

        // Relative to the largest count, so that a small T does not overflow.
        double sum = 0.0;
        for (int action = 0; action < visits.Length; action++)
        {
            double weight = visits[action] == 0 ? 0.0 : Math.Pow((double)visits[action] / visits[best], 1.0 / temperature);
            policy[action] = (float)weight;
            sum += weight;
        }

        for (int action = 0; action < visits.Length; action++)
        {
            policy[action] = (float)(policy[action] / sum);
        }
    }

    /// <summary>An action drawn from <see cref="Distribution"/>.</summary>
    /// <param name="visits">[A] visit counts.</param>
    /// <param name="temperature">T.</param>
    /// <param name="random">The stream that draws.</param>
    /// <param name="policy">[A] room for the distribution.</param>
    public static int Draw(ReadOnlySpan<int> visits, double temperature, RandomStream random, Span<float> policy)
    {
        Distribution(visits, temperature, policy);
        return temperature <= 0.0 ? Best(visits) : random.NextIndex(policy);
    }
}
