using MuZero.Errors;
using MuZero.Games;
using MuZero.Options;
using MuZero.Search;

namespace MuZero.Agents;

/// <summary>The check of a run's options against the number of players, before anything is made.</summary>
internal static class SeatsFit
{
    /// <summary>Throws if an option is for games of at most two players, and the game has more.</summary>
    /// <exception cref="UserException">The message names the option and the remedy.</exception>
    public static void Require(GameSpec game, RunOptions options)
    {
        if (Seats.Values(game) == 1)
        {
            return;
        }

        (string Option, string Reason)? refusal = options switch
        {
            { Search.Unvisited: UnvisitedRule.MeanQ }
                => ("search.unvisited=mean_q", "it changes the sign of the mean above, which belongs to another player"),
            { Search.ProvenValues: true } => ("search.proven_values", "a lost position of one player does not say which other one wins"),
            { Search.Variant: SearchVariant.Sampled } => ("search.variant=sampled", "a sampled action has one value"),
            { Network.ChanceCodes: > 0 } => ("network.chance_codes", "an afterstate has one value"),
            { Position.IsPlain: false } => ("position.*", "a search of one position has one value per node"),
            _ => null,
        };
        if (refusal is { } found)
        {
            throw UserException.Usage($"{found.Option} is for games of one or two players, and {game.Id} has {game.Players}: "
                + $"{found.Reason}. Leave it out.");
        }
    }
}
