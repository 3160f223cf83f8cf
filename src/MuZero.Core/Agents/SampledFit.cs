using MuZero.Errors;
using MuZero.Games;
using MuZero.Options;
using MuZero.Search;

namespace MuZero.Agents;

/// <summary>The check of a run's <see cref="SearchOptions.Variant"/> against its game and algorithm: continuous actions can only be
/// sampled, and chance outcomes cannot.</summary>
internal static class SampledFit
{
    /// <summary>Throws if the search cannot plan the game.</summary>
    /// <exception cref="UserException">The message names the option and the remedy.</exception>
    public static void Require(GameSpec game, RunOptions options, IAgentFamily family)
    {
        string variant = options.Search.Variant.ToString().ToLowerInvariant();
        if (game.ActionBox is not null && family.PlansWithRules)
        {
            throw UserException.Usage(
                $"{family.Title} does not support continuous actions, such as those of {game.Id}. Use --run muzero.");
        }

        if (game.ActionBox is not null && game.Turns == TurnModel.Arbitrary)
        {
            throw UserException.Usage(
                $"{game.Id} has continuous actions and turns in no order, and its model would not know whose turn follows. Set Turns to "
                    + "Alternating in its GameSpec.");
        }

        if (game.ActionBox is not null && options.Search.Variant != SearchVariant.Sampled)
        {
            throw UserException.Usage(
                $"search.variant is {variant}, which tries the actions one by one, but {game.Id} has continuous actions "
                    + $"({game.ActionBox}). Set search.variant to sampled.");
        }

        if (options.Search.Variant == SearchVariant.Sampled && (game.ChanceOutcomes > 0 || options.Network.ChanceCodes > 0))
        {
            throw UserException.Usage(
                $"search.variant is {variant}, which does not support chance outcomes, and {game.Id} has them. Set search.variant to puct "
                    + "or gumbel.");
        }
    }
}
