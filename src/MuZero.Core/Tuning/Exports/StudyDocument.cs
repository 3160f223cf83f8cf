using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Exports;

/// <summary>A study as one JSON document: name, directions, attributes, parameters and trials. Numbers that JSON lacks are texts: "NaN",
/// "Infinity", "-Infinity".</summary>
internal static class StudyDocument
{
    private static readonly JsonWriterOptions _form = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the document in UTF-8.</summary>
    public static void Write(Stream output, StudyState study)
    {
        using Utf8JsonWriter json = new(output, _form);
        json.WriteStartObject();
        json.WriteString("name", study.Name);
        json.WriteStartArray("directions");
        foreach (Direction direction in study.Directions)
        {
            json.WriteStringValue(direction == Direction.Minimize ? "minimize" : "maximize");
        }

        json.WriteEndArray();
        Write(json, "user_attributes", study.UserAttributes);
        Write(json, "system_attributes", study.SystemAttributes);
        json.WriteStartObject("parameters");
        foreach ((string name, Distribution distribution) in study.Parameters.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(name);
            json.WriteRawValue(DistributionJson.Write(distribution));
        }

        json.WriteEndObject();
        json.WriteStartArray("trials");
        foreach (Trial trial in study.Trials)
        {
            Write(json, trial);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Trial trial)
    {
        json.WriteStartObject();
        json.WriteNumber("number", trial.Number);
        json.WriteString("state", trial.State.ToString().ToLowerInvariant());
        Write(json, "values", trial.Values);
        json.WriteStartObject("parameters");
        foreach ((string name, Parameter parameter) in trial.Parameters.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, parameter.Value);
        }

        json.WriteEndObject();
        json.WriteStartObject("intermediate");
        foreach (IntermediateValue reported in trial.Intermediate)
        {
            json.WritePropertyName(reported.Step.ToString(CultureInfo.InvariantCulture));
            Write(json, reported.Value);
        }

        json.WriteEndObject();
        Write(json, "constraints", trial.Constraints);
        Write(json, "user_attributes", trial.UserAttributes);
        Write(json, "system_attributes", trial.SystemAttributes);
        WriteTime(json, "started", trial.Started);
        WriteTime(json, "completed", trial.Completed);
        json.WriteString("worker", trial.Worker);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            Write(json, number);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0.0 ? "Infinity" : "-Infinity");
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, JsonElement> attributes)
    {
        json.WriteStartObject(name);
        foreach ((string attribute, JsonElement value) in attributes.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(attribute);
            value.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTime? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
