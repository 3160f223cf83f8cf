using System.Text.Json;
using System.Text.Json.Nodes;

namespace MuZero.Tuning.Spaces;

/// <summary>Distributions in the notation of Optuna's journal, which names the class and its attributes.</summary>
internal static class DistributionJson
{
    /// <summary>The text of a distribution.</summary>
    public static string Write(Distribution distribution) => distribution switch
    {
        FloatDistribution real => Named("FloatDistribution", new JsonObject
        {
            ["step"] = real.Step,
            ["low"] = real.Low,
            ["high"] = real.High,
            ["log"] = real.Log,
        }),
        IntDistribution whole => Named("IntDistribution", new JsonObject
        {
            ["log"] = whole.Log,
            ["step"] = whole.Step,
            ["low"] = whole.Low,
            ["high"] = whole.High,
        }),
        CategoricalDistribution list => Named("CategoricalDistribution", new JsonObject
        {
            ["choices"] = new JsonArray([.. list.Choices.Select(choice => JsonValue.Create(choice))]),
        }),
        _ => throw new NotSupportedException($"{distribution.GetType().Name} has no notation."),
    };

    /// <summary>The distribution of a text; Optuna's names of before 3.0 are read too.</summary>
    /// <exception cref="FormatException">The text is not a distribution.</exception>
    public static Distribution Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return Read(document.RootElement.GetProperty("name").GetString()!, document.RootElement.GetProperty("attributes"));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"{text} is not a distribution: {fault.Message}", fault);
        }
    }

    /// <summary>A choice or a fixed parameter: string, double, long, bool or null.</summary>
    /// <exception cref="FormatException">The element is an array or an object.</exception>
    public static object? ReadScalar(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True or JsonValueKind.False => element.GetBoolean(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number when element.TryGetInt64(out long whole) => whole,
        JsonValueKind.Number => element.GetDouble(),
        _ => throw new FormatException($"{element.GetRawText()} is not a text, a number, true, false or null."),
    };

    private static Distribution Read(string name, JsonElement attributes) => name switch
    {
        "FloatDistribution" => new FloatDistribution(
            Number(attributes, "low"), Number(attributes, "high"), attributes.GetProperty("log").GetBoolean(),
            Optional(attributes, "step")),
        "UniformDistribution" => new FloatDistribution(Number(attributes, "low"), Number(attributes, "high")),
        "LogUniformDistribution" => new FloatDistribution(Number(attributes, "low"), Number(attributes, "high"), Log: true),
        "DiscreteUniformDistribution" => new FloatDistribution(
            Number(attributes, "low"), Number(attributes, "high"), Step: Number(attributes, "q")),
        "IntDistribution" => new IntDistribution(
            Whole(attributes, "low"), Whole(attributes, "high"), attributes.GetProperty("log").GetBoolean(), Whole(attributes, "step")),
        "IntUniformDistribution"
            => new IntDistribution(Whole(attributes, "low"), Whole(attributes, "high"), Step: Whole(attributes, "step")),
        "IntLogUniformDistribution" => new IntDistribution(Whole(attributes, "low"), Whole(attributes, "high"), Log: true),
        "CategoricalDistribution"
            => new CategoricalDistribution([.. attributes.GetProperty("choices").EnumerateArray().Select(ReadScalar)]),
        _ => throw new FormatException($"There is no distribution {name}."),
    };

    private static double Number(JsonElement attributes, string name) => attributes.GetProperty(name).GetDouble();

    private static long Whole(JsonElement attributes, string name) => attributes.GetProperty(name).GetInt64();

    private static double? Optional(JsonElement attributes, string name)
        => attributes.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string Named(string name, JsonObject attributes)
        => new JsonObject { ["name"] = name, ["attributes"] = attributes }.ToJsonString();
}

/// <summary>Reads each text once: the trials of a study share one object per distribution, which saves memory and time.</summary>
internal sealed class DistributionReader
{
    private readonly Dictionary<string, Distribution> _read = [];

    /// <summary>The distribution of a text.</summary>
    /// <exception cref="FormatException">The text is not a distribution.</exception>
    public Distribution Read(string text)
        => _read.TryGetValue(text, out Distribution? known) ? known : _read[text] = DistributionJson.Read(text);
}
