using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Options;
using MuZero.Search;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>Refuses reanalysis before a run begins if its options contradict one another or its game cannot be played again.</summary>
internal static class ReanalysisCheck
{
    private const int Games = 4;
    private const int LongestGame = 200; // decisions that are compared

    /// <summary>Throws if the run's reanalysis cannot do what its options say.</summary>
    /// <exception cref="UserException">The message names the option and a remedy.</exception>
    public static void Require(IGame game, RunOptions options)
    {
        ReanalyseOptions reanalyse = options.Reanalyse;
        if (reanalyse.Ratio == 0.0)
        {
            RequireUnused(reanalyse);
            return;
        }

        if (options.Search.Variant == SearchVariant.Gumbel && reanalyse.Simulations == 1)
        {
            throw UserException.Usage("reanalyse.simulations is 1, and Gumbel learns from the comparison of at least two actions. Set "
                + "reanalyse.simulations to 2 or more, or search.variant to puct.");
        }

        if (options.Deterministic && reanalyse.Threads > 1)
        {
            throw UserException.Usage($"reanalyse.threads is {reanalyse.Threads}, but a deterministic run searches in the trainer's "
                + "thread. Leave one of reanalyse.threads and --deterministic out.");
        }

        RequireSameGame(game, options.Seed, reanalyse.Ratio);
    }

    private static void RequireUnused(ReanalyseOptions reanalyse)
    {
        string? option = reanalyse.Simulations > 0 ? $"simulations is {reanalyse.Simulations}"
            : reanalyse.TargetInterval > 0 ? $"target_interval is {reanalyse.TargetInterval}"
            : reanalyse.TdStepAge > 0 ? $"td_step_age is {reanalyse.TdStepAge}"
            : reanalyse.Threads > 0 ? $"threads is {reanalyse.Threads}"
            : null;
        if (option is not null)
        {
            throw UserException.Usage(
                $"reanalyse.{option}, but reanalyse.ratio is 0, so no position is searched again. Set reanalyse.ratio, or leave the "
                    + "option out.");
        }
    }

    // Reanalysis plays episodes again from their seeds and actions.
    private static void RequireSameGame(IGame game, ulong seed, double ratio)
    {
        for (int i = 0; i < Games; i++)
        {
            ulong ofGame = RandomStream.Derive(seed, (ulong)i);
            if (GameFault.Guard(game.Spec, () => FirstDifference(game, ofGame)) is { } decision)
            {
                throw UserException.Usage(
                    $"reanalyse.ratio is {ratio:0.###}, but observations of {game.Spec.Id} cannot be computed again: a second game with "
                        + $"the same seed and actions differs at decision {decision}. Set reanalyse.ratio to 0, or correct the game "
                        + "(law 'determinism' of 'muzero games check').");
            }
        }
    }

    // The first decision at which two games of one seed with the same random actions and outcomes differ, or null.
    private static int? FirstDifference(IGame game, ulong seed)
    {
        RandomStream random = new(seed);
        ChancePlay chance = new(game.Spec);
        int[] legal = new int[game.Spec.Actions];
        (IGameState one, IGameState other) = (game.NewGame(seed), game.NewGame(seed));
        for (int decision = 0; decision < LongestGame; decision++)
        {
            if (!HaveSameChance(one, other, chance, random) || !LookAlike(one, other, game.Spec))
            {
                return decision;
            }

            if (one.ToPlay < 0)
            {
                return null;
            }

            int action = legal[random.Next(one.LegalActions(legal))];
            if (one.Apply(action) != other.Apply(action))
            {
                return decision + 1;
            }
        }

        return null;
    }

    // Draws the outcomes of the first game and plays them in both.
    private static bool HaveSameChance(IGameState one, IGameState other, ChancePlay chance, RandomStream random)
    {
        List<int> outcomes = [];
        chance.Resolve(one, random, [], outcomes);
        foreach (int outcome in outcomes)
        {
            if (!chance.Allows(other, outcome))
            {
                return false;
            }

            ChancePlay.Apply(other, outcome, []);
        }

        return true;
    }

    private static bool LookAlike(IGameState one, IGameState other, GameSpec spec)
    {
        if (one.ToPlay != other.ToPlay)
        {
            return false;
        }

        if (one.ToPlay < 0)
        {
            return true;
        }

        (float[] seen, float[] again) = (new float[spec.Observation.Length], new float[spec.Observation.Length]);
        one.Observe(one.ToPlay, seen);
        other.Observe(other.ToPlay, again);
        return seen.AsSpan().SequenceEqual(again);
    }
}
