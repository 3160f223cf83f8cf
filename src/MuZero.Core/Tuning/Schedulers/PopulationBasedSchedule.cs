using System.Text.Json;
using MuZero.Errors;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Schedulers;

/// <summary>The parameters of one trial of population based training over time, through all trials that its checkpoint passed
/// through.</summary>
/// <param name="Origin">The trial that the line begins with; its seed is that of the replay.</param>
/// <param name="Initial">The parameters at the start.</param>
/// <param name="Changes">The changes by ascending time.</param>
internal sealed record PopulationBasedSchedule(
    int Origin, IReadOnlyDictionary<string, object?> Initial, IReadOnlyList<PopulationBasedChange> Changes)
{
    /// <summary>The parameters at the end.</summary>
    public IReadOnlyDictionary<string, object?> Last => Changes is [.., var change] ? change.Parameters : Initial;

    /// <summary>The schedule with a further change.</summary>
    public PopulationBasedSchedule Then(double time, IReadOnlyDictionary<string, object?> parameters)
        => this with { Changes = [.. Changes, new PopulationBasedChange(time, parameters)] };

    /// <summary>The text of a schedule.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        trial = Origin,
        parameters = Initial,
        changes = Changes.Select(change => new { time = change.Time, parameters = change.Parameters }),
    });

    /// <summary>The schedule of a text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">The name of the text in messages.</param>
    /// <exception cref="CorruptDataException">The text is not a schedule.</exception>
    public static PopulationBasedSchedule Parse(string json, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return new PopulationBasedSchedule(
                root.GetProperty("trial").GetInt32(),
                Parameters(root),
                [.. root.GetProperty("changes").EnumerateArray()
                    .Select(change => new PopulationBasedChange(change.GetProperty("time").GetDouble(), Parameters(change)))]);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            string why = fault.Message.TrimEnd('.').ReplaceLineEndings(" ");
            throw new CorruptDataException($"{source} is not a schedule of population based training ({why}). Record it again.", fault);
        }
    }

    private static Dictionary<string, object?> Parameters(JsonElement owner)
        => owner.GetProperty("parameters").EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => DistributionJson.ReadScalar(entry.Value));
}

/// <summary>New parameters at a time.</summary>
/// <param name="Time">The time of the checkpoint from which they apply.</param>
/// <param name="Parameters">The parameters from there on.</param>
internal sealed record PopulationBasedChange(double Time, IReadOnlyDictionary<string, object?> Parameters);
