using MuZero.Games;
using MuZero.Networks;
using MuZero.Search.Rules;
using MuZero.Search.Tree;

namespace MuZero.Search;

/// <summary>The planners: each is a rule at the root and a rule below it, over one search.</summary>
public static class Planner
{
    /// <summary>A planner for at most <paramref name="positions"/> positions at once.</summary>
    /// <param name="model">Plans with it.</param>
    /// <param name="options">Constants; <see cref="SearchOptions.Simulations"/> must be set (see <see cref="SearchOptions.For"/>).</param>
    /// <param name="positions">Positions at most.</param>
    public static IPlanner Create(ISearchModel model, SearchOptions options, int positions)
        => options.Variant == SearchVariant.Sampled ? Sample(new SampledModel(model, options.SampledActions), options, positions)
            : options.Variant == SearchVariant.Gumbel
            ? Create(model, options, positions, new GumbelRoot(model, options), new GumbelInterior(model, options))
            : options.ForcedPlayouts > 0.0
                ? Create(model, options, positions, new ForcedRoot(model, options), new Puct(model, options))
                : Create(model, options, positions, new PuctRoot(model, options), new Puct(model, options));

    /// <summary>A planner that samples the actions of a box (Sampled MuZero).</summary>
    /// <param name="network">Plans with it.</param>
    /// <param name="spec">A game with continuous actions.</param>
    /// <param name="options">As of <see cref="Create(ISearchModel, SearchOptions, int)"/>.</param>
    /// <param name="positions">Positions at most.</param>
    internal static IPlanner CreateContinuous(INetwork network, GameSpec spec, SearchOptions options, int positions)
        => Sample(new ContinuousModel(network, spec, options.SampledActions), options, positions);

    private static SampledPlanner Sample(ISampledModel model, SearchOptions options, int positions)
        => new(model, new BatchedSearch<PuctRoot, Puct>(
            model, options, positions, new PuctRoot(model, options), new Puct(model, options)));

    private static IPlanner Create<TRoot, TInterior>(
        ISearchModel model, SearchOptions options, int positions, TRoot root, TInterior interior)
        where TRoot : struct, IRootRule
        where TInterior : struct, ISelectionRule
    {
        if (model.ChanceOutcomes == 0)
        {
            return new BatchedSearch<TRoot, TInterior>(model, options, positions, root, interior);
        }

        ChanceNodes chance = new(model.ChanceOutcomes);
        return new BatchedSearch<TRoot, WithChance<TInterior>>(
            model, options, positions, root, new WithChance<TInterior>(interior, chance), chance);
    }

    /// <summary>Throws if no player is to move in a position.</summary>
    /// <param name="state">The position.</param>
    /// <param name="number">Its number in the plan.</param>
    /// <exception cref="ArgumentException">It is finished or a chance node.</exception>
    internal static void RequireUnfinished(IGameState state, int number)
    {
        if (state.ToPlay < 0)
        {
            throw new ArgumentException(
                $"Position {number} cannot be searched, because no player is to move in it: it is "
                    + $"{(state.ToPlay == Player.Chance ? "a chance node" : "finished")}.", nameof(state));
        }
    }
}
