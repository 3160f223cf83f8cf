using System.Text.Json;
using MuZero.Results;

namespace MuZero.Records;

/// <summary>Reads a run's results from its result.json, of a finished run or while it goes on in this or another process.</summary>
public sealed class RunJournalReader(RunDirectory directory)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(200);

    /// <summary>The results so far, in rising order. A line that is only half written is left out.</summary>
    public IReadOnlyList<IterationResult> Read() => Read(directory.ResultPath);

    /// <summary>The results so far, then each new one as it is written, until cancelled. A run that resumes from an earlier iteration
    /// repeats those after it.</summary>
    public IEnumerable<IterationResult> Follow(CancellationToken cancellation)
    {
        long last = 0;
        (long, DateTime) seen = default;
        while (!cancellation.IsCancellationRequested)
        {
            FileInfo file = new(directory.ResultPath);
            (long, DateTime) now = file.Exists ? (file.Length, file.LastWriteTimeUtc) : default;
            if (now != seen)
            {
                seen = now;
                IReadOnlyList<IterationResult> results = Read();
                last = Math.Min(last, results.Count == 0 ? 0 : results[^1].Iteration);
                foreach (IterationResult result in results.Where(result => result.Iteration > last))
                {
                    yield return result;
                    last = result.Iteration;
                }
            }

            cancellation.WaitHandle.WaitOne(_interval);
        }
    }

    /// <summary>The results of a file, whole lines in rising order.</summary>
    internal static IReadOnlyList<IterationResult> Read(string path)
    {
        List<IterationResult> results = [];
        if (!File.Exists(path))
        {
            return results;
        }

        // The writer appends meanwhile, and a resumed run replaces the file.
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader lines = new(stream);
        while (lines.ReadLine() is { } line)
        {
            if (Parse(line) is { } result && (results.Count == 0 || result.Iteration > results[^1].Iteration))
            {
                results.Add(result);
            }
        }

        return results;
    }

    /// <summary>A line of result.json, or null if it was cut short.</summary>
    internal static IterationResult? Parse(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            List<KeyValuePair<string, double>> values = [];
            foreach (JsonProperty field in document.RootElement.EnumerateObject())
            {
                values.Add(new(field.Name, field.Value.ValueKind == JsonValueKind.Number ? field.Value.GetDouble() : double.NaN));
            }

            double iteration = new IterationResult(0, values)[Metrics.TrainingIteration];
            return iteration >= 1.0 ? new IterationResult((long)iteration, values) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
