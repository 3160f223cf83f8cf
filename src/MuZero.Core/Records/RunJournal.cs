using System.Text;
using System.Text.Json.Nodes;
using MuZero.Files;
using MuZero.Results;

namespace MuZero.Records;

/// <summary>Records each training iteration in result.json, progress.csv and TensorBoard event files. Not for many threads at
/// once.</summary>
/// <remarks>A run that resumes takes its records back to the iteration that it resumes from, and drops a line that a crash cut
/// short.</remarks>
internal sealed class RunJournal : IDisposable
{
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
        List<IterationResult> kept = [.. RunJournalReader.Read(_resultPath).Where(result => result.Iteration <= resumedIteration)];
        List<string> lines = kept.ConvertAll(Line);
        AtomicFile.Write(_resultPath, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        _table.Rebuild(lines);
        _events = new TensorBoardWriter(directory.FullPath, clock, kept.Count == 0 ? 0 : StepOf(kept[^1]) + 1);
    }

    /// <summary>Records one iteration. When it returns the operating system has the lines: a killed process loses none.</summary>
    /// <param name="result">In the order of the columns; numbers that are not finite are recorded as missing.</param>
    /// <exception cref="ArgumentException">A result is there twice, or the iteration's number is not among them.</exception>
    public void Append(IterationResult result)
    {
        string line = Line(result);
        File.AppendAllText(_resultPath, line + "\n");
        if (!_table.TryAppend(line))
        {
            _table.Rebuild(File.ReadAllLines(_resultPath));
        }

        _events.Write(StepOf(result), result.Values);
    }

    /// <inheritdoc/>
    public void Dispose() => _events.Dispose();

    private static string Line(IterationResult result)
    {
        JsonObject line = [];
        foreach ((string name, double value) in result.Values)
        {
            if (!line.TryAdd(name, Number(Metrics.Find(name), value)))
            {
                throw new ArgumentException($"The result '{name}' is there twice.", nameof(result));
            }
        }

        return line.ContainsKey(Metrics.TrainingIteration.Name)
            ? line.ToJsonString()
            : throw new ArgumentException($"An iteration needs the result '{Metrics.TrainingIteration.Name}'.", nameof(result));
    }

    private static JsonValue? Number(Metric? metric, double value) => !double.IsFinite(value) ? null
        : metric?.Kind == MetricKind.Count ? JsonValue.Create((long)value)
        : JsonValue.Create(value);

    // TensorBoard's step is the environment step, as in RLlib, else the iteration.
    private static long StepOf(IterationResult result)
        => double.IsFinite(result[Metrics.TimestepsTotal]) ? (long)result[Metrics.TimestepsTotal] : result.Iteration;
}
