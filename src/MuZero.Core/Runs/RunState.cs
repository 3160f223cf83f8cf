using System.Text.Json;
using System.Text.Json.Serialization;
using MuZero.Errors;

namespace MuZero.Runs;

/// <summary>A run's progress, replaced after every step; with the members of <see cref="RunCheckpoints"/>'s parts it is state.json of a
/// checkpoint.</summary>
internal sealed record RunState
{
    public const string FileName = "state.json";

    /// <summary>Iterations completed.</summary>
    [JsonRequired]
    public long Iteration { get; init; }

    /// <summary>Steps of the current iteration; 0 between two.</summary>
    [JsonRequired]
    public int StepsInIteration { get; init; }

    /// <summary>Seconds of all iterations, those before a resume included.</summary>
    [JsonRequired]
    public double TrainingSeconds { get; init; }

    /// <summary>The newest published weights.</summary>
    [JsonRequired]
    public long WeightVersion { get; init; }

    /// <summary>Optimiser steps since the last publication.</summary>
    [JsonRequired]
    public long StepsSincePublish { get; init; }

    /// <summary>The optimiser's step at the last publication.</summary>
    public long PublishedStep { get; init; }

    /// <summary>Evaluations in a row without a loss; filled in when a checkpoint is saved.</summary>
    [JsonRequired]
    public long Flawless { get; init; }

    /// <summary>The trainer's random stream, filled in when a checkpoint is saved: four words in hexadecimal, since JSON's numbers do not
    /// hold 64 bits.</summary>
    [JsonRequired]
    public string[] Random { get; init; } = [];

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
