using MuZero.Errors;
using MuZero.Games;
using MuZero.Options;
using MuZero.Search;
using MuZero.Search.Positions;

namespace MuZero.Agents;

/// <summary>The check of a run's <see cref="PositionOptions"/> against its game and algorithm, before anything is made.</summary>
internal static class PositionFit
{
    /// <summary>Throws if an option needs what the game or the algorithm does not have.</summary>
    /// <exception cref="UserException">The message names the option and the remedy.</exception>
    public static void Require(IGame game, RunOptions options, IAgentFamily family)
    {
        PositionOptions position = options.Position;
        if (!position.IsPlain && options.Search.Variant != SearchVariant.Puct)
        {
            throw UserException.Usage(
                $"{Named(position)} is for search.variant=puct: "
                + (options.Search.Variant == SearchVariant.Gumbel
                    ? "Gumbel's search chooses the order of its simulations in advance. "
                    : "a sampled search has a sample of the actions in place of the actions themselves. ")
                + (game.Spec.ActionBox is null ? "Leave it out, or set search.variant to puct." : "Leave it out."));
        }

        bool hasChanceNodes = options.Network.ChanceCodes > 0 || (family.PlansWithRules && game.Spec.ChanceOutcomes > 0);
        if (!position.IsPlain && hasChanceNodes)
        {
            throw UserException.Usage(
                $"{Named(position)} is for trees without chance nodes, and those of {game.Spec.Id} have them. Leave it out.");
        }

        RequireRules(game.Spec, position, family);
        if (position.RootSymmetries && game is not ISymmetries)
        {
            throw UserException.Usage(
                $"position.root_symmetries needs the symmetries of {game.Spec.Id}, which does not declare any (ISymmetries). Leave it "
                    + "out.");
        }

        if ((position.ReuseTree || position.Transpositions) && game.NewGame(0) is not IHashable)
        {
            throw UserException.Usage(
                $"position.{(position.ReuseTree ? "reuse_tree" : "transpositions")} needs the hash of {game.Spec.Id}'s positions, which "
                + "they do not have (IHashable). Leave it out.");
        }
    }

    private static void RequireRules(GameSpec game, PositionOptions position, IAgentFamily family)
    {
        string? option = position.Threads > 1 ? $"position.threads={position.Threads}"
            : position.ReuseTree ? "position.reuse_tree"
            : position.CacheMebibytes > 0 ? "position.cache_mebibytes"
            : position.Transpositions ? "position.transpositions"
            : null;
        if (option is not null && !family.PlansWithRules)
        {
            throw UserException.Usage(
                $"{option} needs the rules of {game.Id} in the search, and {family.Title} plans with what its network learned of them. "
                + "Leave it out, or train with --run alphazero.");
        }
    }

    // The first option that differs from its default, as it is written.
    private static string Named(PositionOptions position)
    {
        RunOptions options = new() { Position = position };
        OptionKey changed = OptionKey.All.First(key => key.Name.StartsWith("position.", StringComparison.Ordinal)
            && key.Text(options) != key.Text(new RunOptions()));
        return $"{changed.Name}={changed.Text(options)}";
    }
}
