using System.Reflection;
using System.Security.Cryptography;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Options;

namespace MuZero.Records;

/// <summary>A run's game, with what a run records to find it again: its name or the path of its assembly, and the assembly's
/// checksum.</summary>
/// <remarks>The files of a run execute nothing by themselves. An assembly is loaded if the user names it; or if it is outside the run's
/// directory, at the path that the run recorded, and has the recorded SHA-256, and then a message names it.</remarks>
/// <param name="Game">The game.</param>
/// <param name="Reference">A built-in name; or an absolute path, with the choice among several games.</param>
/// <param name="Sha256">The assembly's checksum in lower-case hex, or null for a built-in game.</param>
internal sealed record GameSource(IGame Game, string Reference, string? Sha256)
{
    /// <summary>The assembly of the built-in games.</summary>
    internal const string BuiltInAssembly = "MuZero.Games";

    /// <summary>The game that the user names.</summary>
    /// <param name="named">A built-in name, or the path of an assembly.</param>
    /// <param name="catalog">The built-in games.</param>
    /// <exception cref="UserException">There is no such game.</exception>
    public static GameSource Named(string named, GameCatalog catalog)
    {
        IGame game = catalog.Load(named);
        return GamePath.TryParse(named, out GamePath path)
            ? new GameSource(game, Path.GetFullPath(path.File) + named[path.File.Length..], Sha256Of(path.File))
            : new GameSource(game, game.Spec.Id, null);
    }

    /// <summary>A game that a program has made itself.</summary>
    /// <param name="game">The game; it is found again by its assembly's file, if it has one that is not that of the built-in games.</param>
    public static GameSource Of(IGame game)
    {
        Assembly assembly = game.GetType().Assembly;
        string file = GameAssembly.FileOf(assembly);
        return file.Length == 0 || assembly.GetName().Name == BuiltInAssembly
            ? new GameSource(game, game.Spec.Id, null)
            : new GameSource(game, $"{file}#{game.Spec.Id}", Sha256Of(file));
    }

    /// <summary>The game of a saved run: the one that the user names, else the one that the run recorded.</summary>
    /// <param name="parameters">The run's parameters.</param>
    /// <param name="run">The run's directory, from which a relative path leads to the assembly; null if it is on another machine.</param>
    /// <param name="named">A built-in name or an assembly's path; among several games of an assembly the run's id chooses. Null if none is
    /// named.</param>
    /// <param name="catalog">The built-in games.</param>
    /// <param name="report">Receives a line if a recorded assembly is loaded.</param>
    /// <exception cref="UserException">The game is not found, or its assembly may not be loaded.</exception>
    /// <exception cref="IncompatibleException">The run was trained on another game or version.</exception>
    public static GameSource Of(RunParameters parameters, string? run, string? named, GameCatalog catalog, Action<string> report)
    {
        GameSource source = named is not null ? Named(WithId(named, parameters.Game), catalog)
            : GamePath.TryParse(parameters.Environment, out GamePath recorded) ? Recorded(parameters, recorded, run, catalog, report)
            : Named(parameters.Environment, catalog);
        parameters.Require(source.Game.Spec, run ?? "the run");
        return source;
    }

    /// <summary>The path of an assembly from a run's directory, so that both may be moved together.</summary>
    internal static string? RelativeTo(string run, string reference) => GamePath.TryParse(reference, out GamePath path)
        ? Path.GetRelativePath(run, path.File).Replace(Path.DirectorySeparatorChar, '/') + reference[path.File.Length..]
        : null;

    private static string WithId(string named, string id)
        => GamePath.TryParse(named, out GamePath path) && path is { Id: null, TypeName: null } ? $"{named}#{id}" : named;

    // By the path relative to the run, then by the absolute one.
    private static GameSource Recorded(RunParameters parameters, GamePath recorded, string? run, GameCatalog catalog, Action<string> report)
    {
        string remedy = $"Name the game's assembly with --game PATH/{Path.GetFileName(recorded.File)}";
        string? refused = null;
        foreach (string candidate in Candidates(parameters, run))
        {
            _ = GamePath.TryParse(candidate, out GamePath path);
            if (!File.Exists(path.File))
            {
                continue;
            }

            if (Refusal(parameters, path.File, run) is { } reason)
            {
                refused ??= $"The run's game {parameters.Game} is in {path.File}, which {reason}. {remedy} if you trust it.";
                continue;
            }

            report($"Game {parameters.Game} loaded from {path.File} (its SHA-256 is the one that the run recorded)");
            return Named(candidate, catalog);
        }

        throw UserException.Usage(refused ?? $"The run's game {parameters.Game} was in {recorded.File}, which is not there. {remedy}.");
    }

    private static IEnumerable<string> Candidates(RunParameters parameters, string? run)
    {
        if (run is not null && parameters.RelativeEnvironment is { } relative)
        {
            yield return Path.GetFullPath(Path.Combine(run, relative));
        }

        yield return parameters.Environment;
    }

    private static string? Refusal(RunParameters parameters, string file, string? run)
    {
        bool isInside = run is not null
            && Path.GetFullPath(file).StartsWith(Path.GetFullPath(run) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return isInside ? "came with the run's directory and is not loaded by itself"
            : parameters.Sha256 is not { } expected ? "has no recorded SHA-256 to compare with"
            : Sha256Of(file) != expected ? "has changed since (its SHA-256 is not the recorded one)"
            : null;
    }

    private static string Sha256Of(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
