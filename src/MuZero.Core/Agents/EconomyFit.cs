using MuZero.Errors;
using MuZero.Games;
using MuZero.Options;
using MuZero.Search;
using MuZero.SelfPlay;

namespace MuZero.Agents;

/// <summary>The check of the options that save simulations in self-play against the game and the search, before anything is made
/// (docs/ALGORITHM.md 1.13, 1.14 and 4.1).</summary>
internal static class EconomyFit
{
    /// <summary>Throws if an option needs what the game or the search does not have, or would have no effect.</summary>
    /// <exception cref="UserException">The message names the option and the remedy.</exception>
    public static void Require(GameSpec game, RunOptions options)
    {
        RequireForced(options.Search);
        RequireLengths(options.Search.For(game), options.SelfPlay);
        if (options.SelfPlay.ResignThreshold < 0.0 && !Resignation.Fits(game))
        {
            throw UserException.Usage($"self_play.resign_threshold is for games of two players without dice, with rewards at the end alone "
                + $"that one wins and the other loses, and {game.Id} is not one. Leave it out.");
        }
    }

    private static void RequireForced(SearchOptions search)
    {
        if (search.ForcedPlayouts > 0.0 && search.Variant != SearchVariant.Puct)
        {
            string reason = search.Variant == SearchVariant.Gumbel
                ? "Gumbel's search has no noise to force"
                : "a sampled search tries the sample";
            throw UserException.Usage(
                $"search.forced_playouts is for search.variant=puct: {reason}. Leave it out, or set search.variant to puct.");
        }

        if (search.ForcedPlayouts > 0.0 && search.RootNoise == 0.0)
        {
            throw UserException.Usage("search.forced_playouts tries what the noise at the root proposes, and search.root_noise is 0. Set "
                + "it, or leave search.forced_playouts out.");
        }
    }

    private static void RequireLengths(SearchOptions search, SelfPlayOptions selfPlay)
    {
        int least = search.Variant == SearchVariant.Gumbel ? 2 : 1; // Gumbel compares two actions
        if (selfPlay.FullSearchShare < 1.0 && (selfPlay.QuickSimulations < least || selfPlay.QuickSimulations > search.Simulations))
        {
            throw UserException.Usage($"self_play.quick_simulations is {selfPlay.QuickSimulations}, and with self_play.full_search_share="
                + $"{OptionText(selfPlay.FullSearchShare)} it must be {least} to {search.Simulations} (search.simulations). Set it, or "
                + "leave self_play.full_search_share out.");
        }

        int first = selfPlay.ProgressiveSimulations;
        if (first > 0 && (first < least || first > search.Simulations))
        {
            throw UserException.Usage($"self_play.progressive_simulations is {first}, and searches that grow to search.simulations="
                + $"{search.Simulations} begin with {least} to {search.Simulations}. Set it to such a number, or leave it out.");
        }
    }

    private static string OptionText(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
