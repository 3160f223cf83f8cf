using MuZero.Games;

namespace MuZero.SelfPlay;

/// <summary>The n-step return z_t = sum_{i &lt; n} gamma^i u_{t+1+i} + gamma^n nu_{t+n}, seen by the player to move at t (MuZero, appendix
/// G).</summary>
/// <remarks>If the episode ends within n steps there is nothing beyond a terminal state, and the network's value of the state at a cut
/// bootstraps: truncation is not termination, unless <see cref="Episode.IsOpen"/> says otherwise. With n at least the episode's length this
/// is the Monte Carlo return. The outcome after a random move is not that of the agent's own play, so a return ends at the first of
/// <see cref="Episode.Exploratory"/> and bootstraps from the search's value there (the trace cut of Watkins's Q(lambda)).</remarks>
public sealed class NStepReturn
{
    private const int StepwiseTdSteps = 10;

    /// <summary>n-step returns with a discount.</summary>
    /// <param name="tdSteps">n, at least 1; <see cref="int.MaxValue"/> goes to the end.</param>
    /// <param name="discount">gamma per decision, in (0, 1].</param>
    /// <param name="rewards">The timing of the game's rewards.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public NStepReturn(int tdSteps, float discount, RewardTiming rewards = RewardTiming.Stepwise)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tdSteps);
        if (discount is not (> 0.0f and <= 1.0f))
        {
            throw new ArgumentOutOfRangeException(nameof(discount), discount, "The discount must be above 0 and at most 1.");
        }

        TdSteps = tdSteps;
        Discount = discount;
        Rewards = rewards;
    }

    /// <summary>n.</summary>
    public int TdSteps { get; }

    /// <summary>gamma.</summary>
    public float Discount { get; }

    /// <summary>The timing of the game's rewards.</summary>
    public RewardTiming Rewards { get; }

    /// <summary>The n-step return for a game; <paramref name="tdSteps"/> 0 derives n: to the end if rewards are terminal, else 10
    /// (MuZero).</summary>
    public static NStepReturn For(GameSpec spec, int tdSteps)
    {
        int derived = spec.Rewards == RewardTiming.Terminal ? int.MaxValue : StepwiseTdSteps;
        return new NStepReturn(tdSteps == 0 ? derived : tdSteps, spec.Discount, spec.Rewards);
    }

    /// <summary>z at decision <paramref name="t"/>, in [0, L), seen by the player who moved there.</summary>
    public float At(Episode episode, int t) => At(episode, t, fewer: 0);

    /// <summary>z at decision <paramref name="t"/> with fewer TD steps, but at least 1: the play of an old episode is not that of the
    /// newest network, whose values bootstrap (EfficientZero's off-policy correction).</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="t">In [0, L).</param>
    /// <param name="fewer">Steps less than n, or than those to the end of the episode if n goes beyond it.</param>
    public float At(Episode episode, int t, long fewer) => At(episode, t, episode.ToPlay[t], fewer);

    /// <summary>z at decision <paramref name="t"/> for a player, who need not be the one to move there.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="t">In [0, L).</param>
    /// <param name="viewer">The player.</param>
    /// <param name="fewer">See the other form.</param>
    public float At(Episode episode, int t, int viewer, long fewer)
    {
        int steps = (int)Math.Max(Math.Min(TdSteps, episode.Length - t) - fewer, 1);
        int end = Math.Min(t + steps, FirstExploratory(episode, t));
        double sum = 0.0;
        double factor = 1.0;

        // The compiler does not keep properties in registers; a batch of cart-pole's takes 14,000 rewards.
        float[] rewards = episode.Rewards;
        int players = episode.Players;
        double discount = Discount;
        for (int i = (t * players) + viewer; i < end * players; i += players)
        {
            sum += factor * rewards[i];
            factor *= discount;
        }

        return (float)(sum + (factor * Bootstrap(episode, end, viewer)));
    }

    /// <summary>Initial priorities |nu_t - z_t| of all decisions, as the actor sends them (Ape-X; MuZero, appendix G). An exploratory
    /// decision has z_t = nu_t; the replay buffer gives it the largest priority instead of this 0.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="priorities">[L], for example the episode's own <see cref="Episode.Priorities"/>.</param>
    public void FillPriorities(Episode episode, Span<float> priorities)
    {
        for (int t = 0; t < episode.Length; t++)
        {
            priorities[t] = Math.Abs(episode.RootValues[t] - At(episode, t));
        }
    }

    private static int FirstExploratory(Episode episode, int t)
    {
        if (episode.Exploratory.Length == 0)
        {
            return int.MaxValue;
        }

        int index = Array.BinarySearch(episode.Exploratory, t);
        index = index < 0 ? ~index : index;
        return index < episode.Exploratory.Length ? episode.Exploratory[index] : int.MaxValue;
    }

    private float Bootstrap(Episode episode, int end, int viewer)
    {
        if (episode.PlayerValues.Length > 0)
        {
            return end < episode.Length ? episode.PlayerValues[(end * episode.Players) + viewer]
                : episode.IsOpen(Rewards) ? episode.FinalPlayerValues[viewer]
                : 0.0f;
        }

        if (end < episode.Length)
        {
            return Seats.Sign(episode.ToPlay[end], viewer) * episode.RootValues[end];
        }

        return episode.IsOpen(Rewards) ? Seats.Sign(episode.FinalToPlay, viewer) * episode.FinalValue : 0.0f;
    }
}
