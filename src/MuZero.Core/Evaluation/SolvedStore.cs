using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MuZero.Errors;
using MuZero.Games;

namespace MuZero.Evaluation;

/// <summary>Solved positions of a game in a file, so that no later process solves them again.</summary>
/// <remarks>JSON lines: the game, then a line per position with a hash of it, its number of legal actions, and those that keep its value. A
/// last line that was cut short is dropped. One process at a time has the file open for writing.</remarks>
internal sealed class SolvedStore : IDisposable
{
    private const int Format = 1;

    private readonly Dictionary<ulong, (int Legal, int[] Keeping)> _known = [];
    private readonly GameSpec _spec;
    private readonly FileStream _file;

    /// <summary>Opens a file, or begins one.</summary>
    /// <exception cref="UserException">The file cannot be written, or another process writes it.</exception>
    /// <exception cref="IncompatibleException">It is of another game.</exception>
    /// <exception cref="CorruptDataException">A line is damaged.</exception>
    public SolvedStore(string path, GameSpec spec)
    {
        _spec = spec;
        _file = Open(path);
        try
        {
            Load(path);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The solution of a position, from the file or else from the solver, whose answer the file keeps. Any thread may
    /// call it.</summary>
    public SolvedPosition Solve(IGameState state, Func<IGameState, SolvedPosition> solve)
    {
        ulong key = PositionHash.Of(_spec, state);
        lock (_known)
        {
            if (_known.TryGetValue(key, out (int Legal, int[] Keeping) known))
            {
                return new SolvedPosition(state, known.Legal, known.Keeping);
            }
        }

        SolvedPosition solved = solve(state);
        lock (_known)
        {
            if (_known.TryAdd(key, (solved.Legal, [.. solved.Keeping])))
            {
                Append(new JsonObject
                {
                    ["position"] = key.ToString("x16", CultureInfo.InvariantCulture),
                    ["legal"] = solved.Legal,
                    ["keeping"] = new JsonArray([.. solved.Keeping.Select(action => (JsonNode)action)]),
                });
            }
        }

        return solved;
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                ExitCode.Usage, $"The file of solved positions cannot be opened: {fault.Message} Name another one.", fault);
        }
    }

    private void Load(string path)
    {
        byte[] bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        int end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        string[] lines = Encoding.UTF8.GetString(bytes.AsSpan(0, end)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < lines.Length; i++)
        {
            try
            {
                JsonNode line = JsonNode.Parse(lines[i])!;
                if (i == 0)
                {
                    RequireGame(line, path);
                }
                else
                {
                    Read(line);
                }
            }
            catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or NullReferenceException)
            {
                throw new CorruptDataException(
                    $"Line {i + 1} of {path} is not a solved position of {_spec.Id}. Name another file, or delete this one.", fault);
            }
        }

        // A file without a whole line is ours only if it is the beginning of a first line.
        JsonObject header = Header();
        if (lines.Length == 0 && !Line(header).AsSpan().StartsWith(bytes))
        {
            throw new CorruptDataException($"{path} is not a file of solved positions. Name another file.");
        }

        _file.SetLength(end);
        if (lines.Length == 0)
        {
            Append(header);
        }
    }

    private JsonObject Header() => new()
    {
        ["format"] = Format,
        ["solved_positions_of"] = _spec.Id,
        ["version"] = _spec.Version,
        ["actions"] = _spec.Actions,
    };

    private void RequireGame(JsonNode header, string path)
    {
        string game = header["solved_positions_of"]!.GetValue<string>();
        if (!JsonNode.DeepEquals(header, Header()))
        {
            throw new IncompatibleException(
                $"{path} holds solved positions of '{game}', or of another version of {_spec.Id} or of this file's format. "
                + "Name another file.");
        }
    }

    private void Read(JsonNode line)
    {
        ulong key = ulong.Parse(line["position"]!.GetValue<string>(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        int legal = line["legal"]!.GetValue<int>();
        int[] keeping = [.. line["keeping"]!.AsArray().Select(action => action!.GetValue<int>())];
        bool isValid = keeping.Length >= 1 && keeping.Length <= legal && keeping.All(action => action >= 0 && action < _spec.Actions);
        _known[key] = isValid ? (legal, keeping) : throw new FormatException("Actions out of range.");
    }

    private void Append(JsonObject line)
    {
        _file.Seek(0, SeekOrigin.End);
        _file.Write(Line(line));
        _file.Flush();
    }

    private static byte[] Line(JsonObject line) => Encoding.UTF8.GetBytes(line.ToJsonString() + "\n");
}
