using System.Reflection;
using MuZero.Errors;
using MuZero.Games;

namespace MuZero.Options;

/// <summary>Reads the layers: a game's preset, files, environment variables.</summary>
public static class ConfigSource
{
    /// <summary>The layers of a game: settings derived from its specification, and over them its preset.</summary>
    public static IReadOnlyList<ConfigLayer> OfGame(IGame game) => [DerivedOptions.For(game.Spec), Preset(game)];

    /// <summary>The game's own settings: ID.preset.json in the directory of its assembly, else a resource that the assembly carries in the
    /// game's folder, ID.preset.json or preset.json. It may be missing.</summary>
    public static ConfigLayer Preset(IGame game)
    {
        Assembly assembly = game.GetType().Assembly;
        string? directory = Path.GetDirectoryName(GameAssembly.FileOf(assembly));
        string beside = Path.Combine(directory ?? "", $"{game.Spec.Id}.preset.json");
        if (directory is not null && File.Exists(beside))
        {
            return new ConfigLayer("preset", OptionDocument.Parse(ReadFile(beside), beside));
        }

        string folder = game.GetType().Namespace?.Split('.')[^1] ?? "";
        string[] names = [$"{folder}/{game.Spec.Id}.preset.json", $"{folder}/preset.json", "preset.json"];
        string? name = names.FirstOrDefault(assembly.GetManifestResourceNames().Contains);
        if (name is null)
        {
            return new ConfigLayer("preset", []);
        }

        using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
        return new ConfigLayer("preset", OptionDocument.Parse(reader.ReadToEnd(), name));
    }

    /// <summary>A file of settings.</summary>
    /// <exception cref="UserException">It cannot be read or is not a JSON object.</exception>
    public static ConfigLayer FromFile(string path, string flag)
    {
        if (!File.Exists(path))
        {
            throw UserException.Usage($"{flag} names {path}, which {(Directory.Exists(path) ? "is a directory" : "does not exist")}. Give "
                + "a file of options as JSON.");
        }

        return new ConfigLayer("file", OptionDocument.Parse(ReadFile(path), path));
    }

    /// <summary>Environment variables: with the prefix MUZERO_, MUZERO_TRAINING__LEARNING_RATE is training.learning_rate.</summary>
    /// <param name="environment">The variables.</param>
    /// <param name="prefix">Those with another beginning are not options.</param>
    /// <param name="isReserved">Names with the prefix that are not options either.</param>
    /// <exception cref="UserException">A variable with the prefix names no option.</exception>
    public static ConfigLayer FromEnvironment(IReadOnlyDictionary<string, string> environment, string prefix, Func<string, bool> isReserved)
        => new("environment",
    [
        .. environment
            .Where(variable => variable.Key.StartsWith(prefix, StringComparison.Ordinal) && !isReserved(variable.Key))
            .OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .SelectMany(variable => Words(
                variable.Key[prefix.Length..].ToLowerInvariant().Replace("__", ".", StringComparison.Ordinal), variable.Value,
                variable.Key)),
    ]);

    /// <summary>A setting from plain words; "stop" takes a whole table as JSON.</summary>
    public static IReadOnlyList<OptionEntry> Words(string key, string text, string place)
        => key == "stop" ? Stop(text, place) : [new OptionEntry(key, OptionForm.Words, text, place)];

    /// <summary>The table of stop criteria from JSON such as {"training_iteration": 100}.</summary>
    public static IReadOnlyList<OptionEntry> Stop(string json, string place)
    {
        IReadOnlyList<OptionEntry> criteria = OptionDocument.Parse(json, place);
        return criteria.Count == 0
            ? [new OptionEntry("stop", OptionForm.Empty, "{}", place)]
            : [.. criteria.Select(entry => entry with { Key = $"stop.{entry.Key}" })];
    }

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.Usage, $"{path} cannot be read: {fault.Message}", fault);
        }
    }
}

/// <summary>Settings from one source. Of two layers the later one wins.</summary>
/// <param name="Origin">The name of the source: preset, file, environment, flag.</param>
/// <param name="Entries">The settings, in their written order.</param>
public sealed record ConfigLayer(string Origin, IReadOnlyList<OptionEntry> Entries);
