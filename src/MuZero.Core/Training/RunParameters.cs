using System.Reflection;
using System.Text;
using System.Text.Json;
using MuZero.Diagnostics;

namespace MuZero.Training;

/// <summary>What params.json holds: all that starting the run again needs.</summary>
/// <param name="Game">The game as the user named it: a name, or an assembly's full path.</param>
/// <param name="GameVersion">The version of its rules.</param>
/// <param name="Engine">The version of this program.</param>
/// <param name="Options">The run's options.</param>
public sealed record RunParameters(string Game, int GameVersion, string Engine, RunOptions Options)
{
    private const string OptionsPrefix = "options.";

    /// <summary>The version of this program.</summary>
    public static string EngineVersion { get; } = typeof(RunParameters).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>As JSON, ending in a line break.</summary>
    public string Write()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteString("game", Game);
            writer.WriteNumber("game_version", GameVersion);
            writer.WriteString("engine", Engine);
            writer.WritePropertyName("options");
            RunOptionsJson.Write(Options, writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What messages call it: the file's path.</param>
    /// <exception cref="CorruptDataException">It is something else.</exception>
    public static RunParameters Read(string json, string source)
    {
        try
        {
            IReadOnlyList<OptionEntry> entries = OptionDocument.Parse(json, source);
            string game = Find(entries, "game", source);
            string version = Find(entries, "game_version", source);
            string engine = Find(entries, "engine", source);
            var options = entries.Where(entry => entry.Key.StartsWith(OptionsPrefix, StringComparison.Ordinal))
                .Select(entry => entry with { Key = entry.Key[OptionsPrefix.Length..] });
            return int.TryParse(version, out int number)
                ? new RunParameters(game, number, engine, RunOptionsJson.Apply(new RunOptions(), options))
                : throw UserException.Usage($"game_version is {version}; it must be a whole number.");
        }
        catch (UserException fault) when (fault.ExitCode == ExitCode.Usage)
        {
            throw new CorruptDataException($"{source} is not a run's parameters: {fault.Message} It may have been edited, or written by another version of this program.", fault);
        }
    }

    private static string Find(IReadOnlyList<OptionEntry> entries, string key, string source)
        => entries.FirstOrDefault(entry => entry.Key == key) is { Text: { } text } ? text : throw UserException.Usage($"{source} has no {key}.");
}
