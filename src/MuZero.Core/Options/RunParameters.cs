using System.Text.Json;
using MuZero.Errors;
using MuZero.Games;

namespace MuZero.Options;

/// <summary>The content of params.json: the game as the user named it, and every option of the run.</summary>
/// <param name="Environment">A built-in name, or an absolute path to an assembly.</param>
/// <param name="Game">The game's id.</param>
/// <param name="GameVersion">The game's version.</param>
/// <param name="Options">The options.</param>
public sealed record RunParameters(string Environment, string Game, int GameVersion, RunOptions Options)
{
    /// <summary>The path of the game's assembly from the run's directory; null for a built-in game, and in older runs.</summary>
    public string? RelativeEnvironment { get; init; }

    /// <summary>The SHA-256 of the game's assembly in lower-case hex; null for a built-in game, and in older runs.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The file's name, in a run directory and in each checkpoint.</summary>
    public const string FileName = "params.json";

    /// <summary>The parameters of a run.</summary>
    /// <param name="environment">How the game was named.</param>
    /// <param name="game">The game.</param>
    /// <param name="options">The options.</param>
    public static RunParameters Of(string environment, GameSpec game, RunOptions options)
        => new(environment, game.Id, game.Version, options);

    /// <summary>As indented JSON.</summary>
    public byte[] Write()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteString("env", Environment);
            if (Sha256 is not null)
            {
                writer.WriteString("env_relative", RelativeEnvironment);
                writer.WriteString("env_sha256", Sha256);
            }

            writer.WriteString("game", Game);
            writer.WriteNumber("game_version", GameVersion);
            writer.WritePropertyName("config");
            RunOptionsJson.Write(Options, writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads a params.json.</summary>
    /// <param name="json">The file's bytes.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="CorruptDataException">It is not JSON, or lacks a member.</exception>
    /// <exception cref="UserException">An option is unknown or wrong.</exception>
    public static RunParameters Read(byte[] json, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return new RunParameters(
                root.GetProperty("env").GetString()!,
                root.GetProperty("game").GetString()!,
                root.GetProperty("game_version").GetInt32(),
                RunOptionsJson.Read(root.GetProperty("config").GetRawText(), source))
            {
                RelativeEnvironment = Text(root, "env_relative"),
                Sha256 = Text(root, "env_sha256"),
            };
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CorruptDataException($"{source} is not the parameters of a run: {fault.Message}", fault);
        }
    }

    /// <summary>Throws unless the game is the one that the run was trained on.</summary>
    /// <exception cref="IncompatibleException">The message names both.</exception>
    public void Require(GameSpec game, string source)
        => game.Require(Game, GameVersion, source, "Name the game it was trained on, or start a new run.");

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;
}
