using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Files;

namespace MuZero.Arena;

/// <summary>The finished pairs of an arena, in a file that grows by a line per pair, so that the same command goes on after any
/// end.</summary>
/// <remarks>The first line is the plan. A last line that was cut short is dropped. One process at a time has the file open for
/// writing.</remarks>
public sealed class ArenaJournal : IDisposable
{
    /// <summary>The file's name in its directory.</summary>
    public const string FileName = "arena.jsonl";

    private const int Format = 1;

    private const string LockName = ".lock";

    private readonly FileLock _held;
    private readonly FileStream _file;

    private ArenaJournal(FileLock held, FileStream file, ArenaPlan plan, IReadOnlyList<IReadOnlyList<PlayedPair>> pairs)
        => (_held, _file, Plan, Pairs) = (held, file, plan, pairs);

    /// <summary>The plan of the journal.</summary>
    public ArenaPlan Plan { get; }

    /// <summary>[pairing] the pairs that the file held when it was opened, in order.</summary>
    public IReadOnlyList<IReadOnlyList<PlayedPair>> Pairs { get; }

    /// <summary>The plan that a directory's journal was begun with, or null if there is none.</summary>
    /// <exception cref="CorruptDataException">Its first line is damaged.</exception>
    public static ArenaPlan? PlanOf(string directory)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        string[] lines = CompleteLines(Encoding.UTF8.GetString(ReadShared(path)));
        return lines.Length == 0 ? null : ReadPlan(lines[0], path);
    }

    /// <summary>Begins the journal of a plan in a directory, or goes on with it.</summary>
    /// <exception cref="UserException">The directory holds another plan, another process writes the file, or it cannot be
    /// written.</exception>
    /// <exception cref="CorruptDataException">A line is damaged.</exception>
    public static ArenaJournal Open(string directory, ArenaPlan plan)
    {
        string path = Path.Combine(directory, FileName);
        FileLock held = Hold(directory);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            return new ArenaJournal(held, file, plan, ReadOn(file, plan, path));
        }
        catch
        {
            file?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Records a finished pair. When it returns the operating system has the line: a killed process loses none.</summary>
    public void Append(int pairing, PlayedPair pair) => Write(_file, new JsonObject
    {
        ["pairing"] = pairing,
        ["as_first"] = Points(pair.AsFirst),
        ["as_second"] = Points(pair.AsSecond),
        ["first_moves"] = pair.FirstMoves.ToString("x16", CultureInfo.InvariantCulture),
        ["second_moves"] = pair.SecondMoves.ToString("x16", CultureInfo.InvariantCulture),
        ["length"] = pair.Length,
    });

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _held.Dispose();
    }

    // The pairs of the file, which is left at the end of its last whole line; a new file gets the plan.
    private static IReadOnlyList<PlayedPair>[] ReadOn(FileStream file, ArenaPlan plan, string path)
    {
        using StreamReader reader = new(file, Encoding.UTF8, leaveOpen: true);
        string[] lines = CompleteLines(reader.ReadToEnd());
        file.SetLength(lines.Sum(line => (long)Encoding.UTF8.GetByteCount(line) + 1));
        file.Seek(0, SeekOrigin.End);
        if (lines.Length == 0)
        {
            Write(file, PlanLine(plan));
            return [.. plan.Pairings.Select(_ => Array.Empty<PlayedPair>())];
        }

        if (ReadPlan(lines[0], path).DifferenceTo(plan) is { } difference)
        {
            throw new IncompatibleException(
                $"{path} belongs to another arena: it has {difference}. "
                + "Repeat the command that it was begun with, or choose another --out.");
        }

        return ReadPairs(lines, plan.Pairings.Count, path);
    }

    private static FileLock Hold(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return FileLock.Take(Path.Combine(directory, LockName), TimeSpan.Zero)
                ?? throw UserException.Usage($"Another arena writes to {directory}. End it, or choose another --out.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw UserException.Usage($"{directory} cannot be written: {fault.Message.TrimEnd('.')}. Choose another --out.");
        }
    }

    private static byte[] ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    // What follows the last line break was cut short.
    private static string[] CompleteLines(string text)
        => text.LastIndexOf('\n') is var end and >= 0 ? text[..end].Split('\n') : [];

    private static void Write(FileStream file, JsonObject line)
    {
        file.Write(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"));
        file.Flush();
    }

    private static JsonObject PlanLine(ArenaPlan plan) => new()
    {
        ["format"] = Format,
        ["game"] = plan.Game,
        ["game_version"] = plan.GameVersion,
        ["entrants"] = new JsonArray([.. plan.Entrants.Select(name => JsonValue.Create(name))]),
        ["simulations"] = new JsonArray([.. plan.Simulations.Select(number => JsonValue.Create(number))]),
        ["pairings"] = new JsonArray([.. plan.Pairings.Select(pairing => new JsonArray(pairing.First, pairing.Second))]),
        ["opening_plies"] = plan.OpeningPlies,
        ["seed"] = plan.Seed,
        ["seconds_per_move"] = plan.SecondsPerMove,
    };

    private static ArenaPlan ReadPlan(string line, string path) => Read(line, path, 1, json => json["format"]!.GetValue<int>() != Format
        ? throw new IncompatibleException(
            $"{path} has format {json["format"]}; this program reads {Format}. Use the program that wrote it.")
        : new ArenaPlan
        {
            Game = json["game"]!.GetValue<string>(),
            GameVersion = json["game_version"]!.GetValue<int>(),
            Entrants = [.. json["entrants"]!.AsArray().Select(name => name!.GetValue<string>())],
            Simulations = [.. json["simulations"]!.AsArray().Select(number => number!.GetValue<int>())],
            Pairings =
            [
                .. json["pairings"]!.AsArray().Select(pair => new ArenaPairing(pair![0]!.GetValue<int>(), pair[1]!.GetValue<int>())),
            ],
            OpeningPlies = json["opening_plies"]!.GetValue<int>(),
            Seed = json["seed"]!.GetValue<ulong>(),
            SecondsPerMove = json["seconds_per_move"]!.GetValue<double>(),
        });

    private static List<PlayedPair>[] ReadPairs(string[] lines, int pairings, string path)
    {
        List<PlayedPair>[] pairs = [.. Enumerable.Range(0, pairings).Select(_ => new List<PlayedPair>())];
        for (int i = 1; i < lines.Length; i++)
        {
            (int pairing, PlayedPair pair) = Read(lines[i], path, i + 1, json => (
                json["pairing"]!.GetValue<int>(),
                new PlayedPair(
                    Result(json["as_first"]!), Result(json["as_second"]!),
                    Hash(json["first_moves"]!), Hash(json["second_moves"]!), json["length"]!.GetValue<int>())));
            if (pairing < 0 || pairing >= pairings)
            {
                throw Damaged(path, i + 1);
            }

            pairs[pairing].Add(pair);
        }

        return pairs;
    }

    private static T Read<T>(string line, string path, int number, Func<JsonNode, T> read)
    {
        try
        {
            return read(JsonNode.Parse(line)!);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or NullReferenceException or FormatException
            or ArgumentException or OverflowException)
        {
            throw Damaged(path, number);
        }
    }

    private static CorruptDataException Damaged(string path, int number)
        => new($"{path} is damaged in line {number}. Restore it from a backup, or remove it to begin again.");

    private static double Points(MatchResult game) => game.Score;

    private static MatchResult Result(JsonNode points) => points.GetValue<double>() switch
    {
        1.0 => new MatchResult(1, 0, 0),
        0.5 => new MatchResult(0, 1, 0),
        0.0 => new MatchResult(0, 0, 1),
        _ => throw new FormatException("A game has 0, 0.5 or 1 points."),
    };

    private static ulong Hash(JsonNode moves)
        => ulong.Parse(moves.GetValue<string>(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
