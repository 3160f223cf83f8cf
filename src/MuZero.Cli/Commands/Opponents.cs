using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;

namespace MuZero.Cli.Commands;

/// <summary>The opponents of the agent in a match.</summary>
internal static class Opponents
{
    private static readonly string[] _names = ["random", "baseline", "solver"];

    /// <summary>The opponent called <paramref name="name"/>; null takes the game's baseline, or random play.</summary>
    /// <exception cref="UserException">There is no such opponent, or the game has none.</exception>
    public static IPlayer Create(string? name, IGame game, ulong seed) => (name ?? (game is IBaseline ? "baseline" : "random"), game) switch
    {
        ("random", _) => new RandomPlayer(game.Spec, seed),
        ("baseline", IBaseline baseline) => new BaselinePlayer(baseline),
        ("solver", ISolver solver) => new SolverPlayer(game.Spec, solver),
        ("baseline" or "solver", _) => throw UserException.Usage($"{game.Spec.Id} has no {name}. Use --opponent random."),
        _ => throw UserException.Usage($"There is no opponent '{name}'.{NearestName.Suggest(name!, _names)} Opponents: {string.Join(", ", _names)}."),
    };
}
