namespace MuZero.Search.Rules;

/// <summary>The order in which sequential halving spends its simulations (Danihelka et al. 2022, section 3.4, in mctx's form).</summary>
internal static class SequentialHalving
{
    /// <summary>[simulations] the visits that the action of each simulation has had. Of the actions with that many visits the one of the
    /// largest score is visited.</summary>
    /// <param name="considered">Actions that are considered at first.</param>
    /// <param name="simulations">Simulations of the search.</param>
    public static int[] Schedule(int considered, int simulations)
    {
        int[] schedule = new int[simulations];
        int[] visits = new int[Math.Max(1, considered)];
        int rounds = considered > 1 ? (int)Math.Ceiling(Math.Log2(considered)) : 1;
        int left = visits.Length, simulation = 0;
        while (simulation < simulations)
        {
            for (int again = Math.Max(1, simulations / (rounds * left)); again > 0; again--)
            {
                for (int action = 0; action < left && simulation < simulations; action++)
                {
                    schedule[simulation++] = visits[action]++;
                }
            }

            left = Math.Min(left, Math.Max(2, left / 2));
        }

        return schedule;
    }
}
