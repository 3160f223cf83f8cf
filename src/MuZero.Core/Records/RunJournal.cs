using System.Text;
using System.Text.Json;
using MuZero.Files;

namespace MuZero.Records;

/// <summary>Records each training iteration in result.json, progress.csv and TensorBoard event files. Not for many threads at once.</summary>
/// <remarks>A run that resumes cuts its records back to the point of resumption, and removes a line that a crash cut short.</remarks>
public sealed class RunJournal : IDisposable
{
    /// <summary>The field that every result has: its number, from 1.</summary>
    public const string IterationKey = "training_iteration";

    /// <summary>The field that is TensorBoard's step if a result has it, as in RLlib.</summary>
    public const string StepKey = "timesteps_total";

    private readonly string _resultPath;
    private readonly RunJournalTable _table;
    private readonly TensorBoardWriter _events;

    /// <summary>Opens the records of <paramref name="directory"/> to go on after an iteration.</summary>
    /// <param name="directory">The run.</param>
    /// <param name="resumedIteration">The last iteration that still holds; later ones are dropped. 0 for a new run.</param>
    /// <param name="clock">Gives the event files their time.</param>
    public RunJournal(RunDirectory directory, long resumedIteration, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(resumedIteration);
        _resultPath = directory.ResultPath;
        _table = new RunJournalTable(directory.ProgressPath);
        List<string> kept = TakeBack(resumedIteration);
        AtomicFile.Write(_resultPath, Encoding.UTF8.GetBytes(string.Concat(kept.Select(line => line + "\n"))));
        _table.Rebuild(kept);
        _events = new TensorBoardWriter(directory.FullPath, clock, kept.Count == 0 ? 0 : StepOf(kept[^1]) + 1);
    }

    /// <summary>Records one iteration. When it returns the lines are in the operating system's hands: a killed process loses none.</summary>
    /// <param name="fields">In the order of the columns; one of them is <see cref="IterationKey"/>.</param>
    /// <exception cref="ArgumentException">The iteration's number is missing, or a key is there twice.</exception>
    public void Append(IReadOnlyList<RunJournalField> fields)
    {
        string line = Line(fields);
        File.AppendAllText(_resultPath, line + "\n");
        if (!_table.TryAppend(line))
        {
            _table.Rebuild(File.ReadAllLines(_resultPath));
        }

        _events.Write(StepOf(line), fields);
    }

    /// <inheritdoc/>
    public void Dispose() => _events.Dispose();

    private static string Line(IReadOnlyList<RunJournalField> fields)
    {
        HashSet<string> keys = new(StringComparer.Ordinal);
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            foreach (RunJournalField field in fields)
            {
                if (!keys.Add(field.Key))
                {
                    throw new ArgumentException($"The field '{field.Key}' is there twice.", nameof(fields));
                }

                field.Write(json);
            }

            json.WriteEndObject();
        }

        return keys.Contains(IterationKey)
            ? Encoding.UTF8.GetString(stream.ToArray())
            : throw new ArgumentException($"A result needs the field '{IterationKey}'.", nameof(fields));
    }

    // The lines that still hold: whole, in rising order, up to the iteration that the run resumes from.
    private List<string> TakeBack(long resumedIteration)
    {
        List<string> kept = [];
        long last = 0;
        foreach (string line in File.Exists(_resultPath) ? File.ReadLines(_resultPath) : [])
        {
            if (IterationOf(line) is { } iteration && iteration > last && iteration <= resumedIteration)
            {
                kept.Add(line);
                last = iteration;
            }
        }

        return kept;
    }

    // Null for a line that was cut short.
    private static long? IterationOf(string line)
    {
        try
        {
            using JsonDocument result = JsonDocument.Parse(line);
            return result.RootElement.ValueKind == JsonValueKind.Object && NumberOf(result.RootElement, IterationKey) is { } number ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long StepOf(string line)
    {
        using JsonDocument result = JsonDocument.Parse(line);
        return NumberOf(result.RootElement, StepKey) ?? NumberOf(result.RootElement, IterationKey) ?? 0;
    }

    private static long? NumberOf(JsonElement result, string key) =>
        result.TryGetProperty(key, out JsonElement field) && field.ValueKind == JsonValueKind.Number && field.TryGetInt64(out long number) ? number : null;
}
