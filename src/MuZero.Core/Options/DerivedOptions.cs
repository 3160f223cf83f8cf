using System.Globalization;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Search;

namespace MuZero.Options;

/// <summary>The settings that follow from a game's specification: the weakest layer of a run's options, below the game's own
/// preset.</summary>
/// <remarks>The rules aim at a first result within a minute and a useful agent within five minutes on two cores. A preset, a file or a flag
/// overrides each of them. docs/DEFAULTS.md lists the rules and what they were measured on; an option without a rule has the default of its
/// record. A rule reads the specification alone, so a game has the same defaults on every machine.</remarks>
public static class DerivedOptions
{
    /// <summary>The layer's name, with which the origin of each of its settings begins.</summary>
    public const string Origin = "derived";

    /// <summary>The layer of a game's derived settings; the place of each is the reason, in words.</summary>
    /// <param name="spec">A valid specification.</param>
    public static ConfigLayer For(GameSpec spec) => new(Origin,
    [
        .. Sizes(spec, "muzero.", new DerivedSizes(spec, unrolls: true)),
        .. Sizes(spec, "alphazero.", new DerivedSizes(spec, unrolls: false)),
        .. Search(spec),
        .. SelfPlay(spec),
        .. Replay(spec),
        .. Training(spec),
    ]);

    private static IEnumerable<OptionEntry> Sizes(GameSpec spec, string family, DerivedSizes sizes)
    {
        string observation = $"an observation of {spec.Observation}";
        yield return Set(family + "network.kind", sizes.Kind, observation);
        if (sizes.Kind == NetworkKind.Mlp)
        {
            yield return Set(family + "network.latent_size", sizes.LatentSize, observation);
            yield return Set(family + "network.hidden_size", sizes.HiddenSize, observation);
        }
        else
        {
            yield return Set(family + "network.channels", sizes.Channels, observation);
            yield return Set(family + "network.head_channels", 4, observation);
        }

        if (sizes.SupportReach > DerivedSizes.LargestSupport)
        {
            yield return Set(family + "network.support_size", DerivedSizes.LargestSupport,
                $"returns up to {Math.Max(-spec.MinReturn, spec.MaxReturn):G3}");
        }

        yield return Set(family + "training.iteration_steps", sizes.IterationSteps(), "about two seconds on two cores");
        yield return Set(family + "evaluation.interval_iterations", sizes.EvaluationInterval(), "a fourth of the time at most");
    }

    private static IEnumerable<OptionEntry> Search(GameSpec spec)
    {
        yield return Set("search.simulations", SearchOptions.SimulationsFor(spec), $"{spec.Actions} actions");
        yield return IsContest(spec)
            ? Set("search.normalization", ValueNormalization.Bounds, Contest(spec))
            : Set("search.normalization", ValueNormalization.Siblings, "one player or rewards at any step");
        if (IsContest(spec))
        {
            yield return Set("search.value_scale", 1, Contest(spec));
            yield return Set("search.considered_actions", 8, Contest(spec));
        }

        if (spec.ActionBox is not null)
        {
            yield return Set("search.variant", SearchVariant.Sampled, "continuous actions");
        }
    }

    // An opponent leads to positions that the agent's own play does not reach; one player sees only those of its own play.
    private static IEnumerable<OptionEntry> SelfPlay(GameSpec spec)
    {
        if (spec.Players > 1)
        {
            string players = spec.Players == 2 ? "two players" : "several players";
            yield return Set("self_play.temperature", 0.5, players);
            yield return Set("self_play.random_moves", 0.1, players);
        }
    }

    private static IEnumerable<OptionEntry> Replay(GameSpec spec)
    {
        yield return Set("replay.min_positions", 2_000, "any game");

        // AlphaZero's optimiser step costs a sixth of MuZero's, so self-play would hold it back.
        yield return Set("alphazero.replay.samples_per_insert", 8, "AlphaZero unrolls nothing");
        if (IsContest(spec))
        {
            yield break;
        }

        // An n-step return bootstraps from the value that the search found when the episode was played. Old episodes hold the values of old
        // networks, which for returns of any size are those of a beginner; few new positions, drawn often, replace them fast.
        yield return Set("muzero.replay.max_mebibytes", new DerivedSizes(spec, unrolls: true).FreshMebibytes(),
            "one player or rewards at any step: 50,000 positions");
        if (spec.ChanceOutcomes == 0)
        {
            yield return Set("muzero.replay.samples_per_insert", 16, "one player or rewards at any step, no chance");
            yield return Set("muzero.replay.priority_exponent", 1, "one player or rewards at any step, no chance");
        }
    }

    private static IEnumerable<OptionEntry> Training(GameSpec spec)
    {
        // One move of a game is rewarded, and policies outweigh it: the model misses wins, and plans that count on them fail.
        if (IsContest(spec))
        {
            yield return Set("muzero.training.reward_loss_weight", 20, Contest(spec));
            yield return Set("muzero.training.reconstruction_loss_weight", 5, Contest(spec));
        }

        if (!IsContest(spec) && spec.ChanceOutcomes == 0)
        {
            yield return Set("muzero.training.td_steps", 50, "one player or rewards at any step, no chance");
        }

        // Dice make long returns and large errors mostly noise, which a small rate averages.
        if (!IsContest(spec) && spec.ChanceOutcomes > 0)
        {
            yield return Set("training.learning_rate", 0.001, "one player or rewards at any step, chance");
        }
    }

    // Won, drawn or lost: the range of returns says how much a value is worth, and the outcome is the target.
    private static bool IsContest(GameSpec spec) => spec.Players > 1 && spec.Rewards == RewardTiming.Terminal;

    private static string Contest(GameSpec spec) => $"{(spec.Players == 2 ? "two" : "several")} players, rewards at the end";

    private static OptionEntry Set(string key, object value, string reason)
        => new(key, OptionForm.Words, Convert.ToString(value, CultureInfo.InvariantCulture)!, reason);
}
