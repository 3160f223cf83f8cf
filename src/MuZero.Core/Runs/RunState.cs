using System.Text.Json;
using System.Text.Json.Serialization;
using MuZero.Errors;

namespace MuZero.Runs;

/// <summary>A run's progress at the end of an iteration: the content of state.json in a checkpoint.</summary>
internal sealed record RunState
{
    public const string FileName = "state.json";

    public required long Iteration { get; init; }

    /// <summary>Steps of an iteration that was interrupted; 0 between two.</summary>
    public required int StepsInIteration { get; init; }

    public required double TrainingSeconds { get; init; }

    public required long WeightVersion { get; init; }

    public required long StepsSincePublish { get; init; }

    /// <summary>The optimiser's step at the last publication.</summary>
    public long PublishedStep { get; init; }

    public required long Flawless { get; init; }

    /// <summary>The trainer's random stream, four words in hexadecimal: JSON's numbers do not hold 64 bits.</summary>
    public required string[] Random { get; init; }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, RunStateJson.Default.RunState);

    /// <exception cref="CorruptDataException">The bytes are not a run's state.</exception>
    public static RunState Read(byte[] json, string source)
    {
        try
        {
            RunState? state = JsonSerializer.Deserialize(json, RunStateJson.Default.RunState);
            return state is { Random.Length: 4 } ? state : throw new JsonException("a member is missing");
        }
        catch (JsonException fault)
        {
            throw new CorruptDataException($"{source}/{FileName} is not the state of a run: {fault.Message}", fault);
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunState))]
internal sealed partial class RunStateJson : JsonSerializerContext;
