using MuZero.Games;

namespace MuZero.Arena;

/// <summary>All that decides the games of an arena, apart from their number. A journal belongs to one plan.</summary>
public sealed record ArenaPlan
{
    /// <summary>The game's id.</summary>
    public required string Game { get; init; }

    /// <summary>The game's version.</summary>
    public required int GameVersion { get; init; }

    /// <summary>The names of the entrants; of saved agents their checkpoints.</summary>
    public required IReadOnlyList<string> Entrants { get; init; }

    /// <summary>Simulations per move that were chosen for each entrant; 0 for those whose text decides.</summary>
    public required IReadOnlyList<int> Simulations { get; init; }

    /// <summary>The pairings, in the order in which their rounds are played.</summary>
    public required IReadOnlyList<ArenaPairing> Pairings { get; init; }

    /// <summary>Plies of the random openings.</summary>
    public required int OpeningPlies { get; init; }

    /// <summary>Decides the openings, the dice and what players draw.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Seconds per move that the simulations were measured for; 0 if they were named.</summary>
    public double SecondsPerMove { get; init; }

    /// <summary>The first difference to another plan, as "seed 1 instead of 2", or null if they are equal.</summary>
    public string? DifferenceTo(ArenaPlan other)
    {
        (string Name, string Mine, string Theirs)[] parts =
        [
            ("game", $"{Game} (v{GameVersion})", $"{other.Game} (v{other.GameVersion})"),
            ("entrants", string.Join(", ", Entrants), string.Join(", ", other.Entrants)),
            ("pairings", Text(Pairings), Text(other.Pairings)),
            ("opening plies", $"{OpeningPlies}", $"{other.OpeningPlies}"),
            ("seed", $"{Seed}", $"{other.Seed}"),
            ("seconds per move", FormattableString.Invariant($"{SecondsPerMove}"), FormattableString.Invariant($"{other.SecondsPerMove}")),
            ("simulations", string.Join(", ", Simulations), string.Join(", ", other.Simulations)),
        ];
        (string name, string mine, string theirs) = Array.Find(parts, part => part.Mine != part.Theirs);
        return name is null ? null : $"{name} {mine} instead of {theirs}";
    }

    private static string Text(IReadOnlyList<ArenaPairing> pairings)
        => string.Join(", ", pairings.Select(pairing => $"{pairing.First + 1}-{pairing.Second + 1}"));

    internal static ArenaPlan Of(
        GameSpec game, IReadOnlyList<string> entrants, IReadOnlyList<ArenaPairing> pairings, int openingPlies, ulong seed)
        => new()
        {
            Game = game.Id,
            GameVersion = game.Version,
            Entrants = entrants,
            Simulations = [.. entrants.Select(_ => 0)],
            Pairings = pairings,
            OpeningPlies = openingPlies,
            Seed = seed,
        };
}
