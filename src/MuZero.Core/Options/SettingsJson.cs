using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using MuZero.Errors;

namespace MuZero.Options;

/// <summary>Reads a record of settings from a JSON object whose keys are the properties' names in snake_case, as in <c>{"max_t":
/// 100}</c>.</summary>
/// <remarks>A property is an int, a double, a bool, a string, an enumeration, a list of numbers or names, or one of these that may be
/// null. Numbers have a <see cref="RangeAttribute"/>. Null and "auto" stand for no value where none is valid.</remarks>
internal static class SettingsJson
{
    /// <summary>The settings of a JSON object; keys that are absent keep their defaults.</summary>
    /// <param name="json">The object, or null for the defaults.</param>
    /// <param name="source">The name of the part that is set, for messages.</param>
    /// <exception cref="UserException">It is not such an object, a key is unknown, or a value is outside its range.</exception>
    public static T Read<T>(string? json, string source)
        where T : class, new()
    {
        T settings = new();
        if (string.IsNullOrWhiteSpace(json))
        {
            return settings;
        }

        try
        {
            using JsonDocument document = Parse(json, source);
            Fill(settings, document.RootElement, source);
            return settings;
        }
        catch (InvalidOperationException fault)
        {
            throw new UserException(
                ExitCode.Usage, $"The settings of {source} are not valid JSON: a text in them is not Unicode. Correct it there.", fault);
        }
    }

    private static void Fill(object settings, JsonElement json, string source)
    {
        Dictionary<string, PropertyInfo> properties = settings.GetType().GetProperties().Where(property => property.CanWrite)
            .ToDictionary(KeyOf);
        foreach (JsonProperty entry in json.EnumerateObject())
        {
            if (!properties.TryGetValue(entry.Name, out PropertyInfo? property))
            {
                throw UserException.Usage($"{source} has no setting '{entry.Name}'.{NearestName.Suggest(entry.Name, properties.Keys)} "
                    + $"Settings: {string.Join(", ", properties.Keys)}.");
            }

            object? value = Value(entry.Value, property.PropertyType, property.GetCustomAttribute<RangeAttribute>());
            bool mayBeNull = Nullable.GetUnderlyingType(property.PropertyType) is not null;
            if (value is null && !(mayBeNull && IsNothing(entry.Value)))
            {
                string shown = entry.Value.GetRawText().ReplaceLineEndings(" ");
                throw UserException.Usage($"{entry.Name} of {source} is {shown}; it must be {Expectation(property)}.");
            }

            property.SetValue(settings, value);
        }
    }

    private static string KeyOf(PropertyInfo property)
        => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    private static JsonDocument Parse(string json, string source)
    {
        const string Form = "Write it as {\"key\": value}.";
        try
        {
            JsonDocument document = JsonDocument.Parse(
                json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document
                : throw UserException.Usage(
                    $"The settings of {source} are {json.ReplaceLineEndings(" ")}, which is not a JSON object. {Form}");
        }
        catch (JsonException fault)
        {
            string why = fault.Message.Split(" LineNumber:", 2)[0].TrimEnd('.').ReplaceLineEndings(" ");
            throw new UserException(ExitCode.Usage, $"The settings of {source} are not valid JSON: {why}. {Form}", fault);
        }
    }

    private static bool IsNothing(JsonElement value)
        => value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals("auto"));

    // Null if the value does not fit.
    private static object? Value(JsonElement value, Type type, RangeAttribute? range)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return (type, value.ValueKind) switch
        {
            _ when type == typeof(bool) && value.ValueKind is JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
            (_, JsonValueKind.String) when type == typeof(string) => value.GetString(),
            (_, JsonValueKind.String) when type.IsEnum => Word(value.GetString()!, type),
            (_, JsonValueKind.Number) when type == typeof(int) => value.TryGetInt32(out int whole) && InRange(whole, range) ? whole : null,
            (_, JsonValueKind.Number) when type == typeof(double) => InRange(value.GetDouble(), range) ? value.GetDouble() : null,
            (_, JsonValueKind.Array) when type == typeof(IReadOnlyList<double>) => List<double>(value, range),
            (_, JsonValueKind.Array) when type == typeof(IReadOnlyList<string>) => List<string>(value, range),
            _ => null,
        };
    }

    private static T[]? List<T>(JsonElement value, RangeAttribute? range)
    {
        object?[] items = [.. value.EnumerateArray().Select(item => Value(item, typeof(T), range))];
        return items.Length > 0 && items.All(item => item is not null) ? [.. items.Cast<T>()] : null;
    }

    private static object? Word(string text, Type type)
        => Enum.GetNames(type).FirstOrDefault(name => JsonNamingPolicy.SnakeCaseLower.ConvertName(name) == text) is { } known
            ? Enum.Parse(type, known)
            : null;

    private static bool InRange(double number, RangeAttribute? range)
        => double.IsFinite(number) && (range is null || (number >= Bound(range.Minimum) && number <= Bound(range.Maximum)));

    private static double Bound(object limit) => Convert.ToDouble(limit, CultureInfo.InvariantCulture);

    private static string Expectation(PropertyInfo property)
    {
        Type? underlying = Nullable.GetUnderlyingType(property.PropertyType);
        Type type = underlying ?? property.PropertyType;
        RangeAttribute? range = property.GetCustomAttribute<RangeAttribute>();
        string bounds = range is null ? "" : string.Create(CultureInfo.InvariantCulture, $" from {range.Minimum} to {range.Maximum}");
        string words = type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)) : "";
        return (underlying is null ? "" : "auto or ") + type switch
        {
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(string) => "a text",
            _ when type.IsEnum => $"one of {words}",
            _ when type == typeof(IReadOnlyList<double>) => $"a list of numbers{bounds}",
            _ when type == typeof(IReadOnlyList<string>) => "a list of texts",
            _ => $"a {(type == typeof(int) ? "whole " : "")}number{bounds}",
        };
    }
}
