using System.Globalization;
using System.Text;
using System.Text.Json;
using MuZero.Errors;
using MuZero.Options;

namespace MuZero.Tuning.Spaces;

/// <summary>Reads search spaces: an object of options, nested or with dotted names, each with one distribution and perhaps "if".</summary>
internal static class SearchSpaceJson
{
    private const string Condition = "if";
    private const string SchemaKey = "$schema";

    // A study over these would compare runs that are not alike, or has another flag for it.
    private static readonly Dictionary<string, string> _refused = new()
    {
        ["algorithm"] = "a study compares runs of one algorithm. Make a study for each with --run",
        ["seed"] = "a seed is not a setting to choose. Use --seeds-per-trial",
        ["stop"] = "trials that end differently cannot be compared. Use --stop",
    };

    private static readonly JsonDocumentOptions _lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="UserException">It is not a space of options.</exception>
    public static SearchSpace Read(string json, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, _lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw UserException.Usage(
                    $"{source} is not a JSON object; write a space as {{\"training.learning_rate\": {{\"loguniform\": [1e-4, 1e-2]}}}}.");
            }

            Dictionary<string, int> lines = Lines(json);
            List<(SpaceParameter Parameter, JsonElement Conditions, string Place)> read = [];
            foreach ((string name, JsonElement element) in Leaves(document.RootElement, "", source))
            {
                string place = source.StartsWith('-') ? source : $"{source}:{lines.GetValueOrDefault(name, 1)}";
                if (read.Exists(other => other.Parameter.Name == name))
                {
                    throw UserException.Usage($"{name} is in {source} twice. Write it once.");
                }

                read.Add((Parameter(name, element, place),
                    element.TryGetProperty(Condition, out JsonElement conditions) ? conditions : default, place));
            }

            return read.Count > 0 ? new SearchSpace(Ordered([.. read.Select(entry => WithConditions(entry, read))], source))
                : throw UserException.Usage($"{source} is an empty space. Name at least one option with its range.");
        }
        catch (JsonException fault)
        {
            string place = source.StartsWith('-') ? source : $"{source}:{fault.LineNumber + 1 ?? 1}";
            string why = fault.Message.Split(" LineNumber:", 2)[0].TrimEnd('.').ReplaceLineEndings(" ");
            throw new UserException(ExitCode.Usage, $"{place} is not valid JSON: {why}. Correct it there.", fault);
        }
    }

    private static IEnumerable<(string Name, JsonElement Element)> Leaves(JsonElement section, string prefix, string source)
    {
        foreach (JsonProperty member in section.EnumerateObject())
        {
            string name = prefix + member.Name;
            if (name == SchemaKey)
            {
                continue;
            }

            if (member.Value.ValueKind == JsonValueKind.Object && OptionKey.IsSection(name))
            {
                foreach ((string, JsonElement) leaf in Leaves(member.Value, name + ".", source))
                {
                    yield return leaf;
                }
            }
            else
            {
                yield return (name, member.Value);
            }
        }
    }

    private static SpaceParameter Parameter(string name, JsonElement element, string place)
    {
        OptionKey key = OptionKey.Named(new OptionEntry(name, OptionForm.Words, "", place));
        if (_refused.TryGetValue(key.Name, out string? reason))
        {
            throw UserException.Usage($"{name} ({place}) cannot be tuned: {reason}.");
        }

        string[] kinds = element.ValueKind == JsonValueKind.Object
            ? [.. element.EnumerateObject().Select(member => member.Name).Where(member => member != Condition)]
            : [];
        if (kinds.Length != 1)
        {
            throw UserException.Usage(
                $"{name} ({place}) needs one distribution, such as {{\"loguniform\": [1e-4, 1e-2]}} or {{\"choice\": [1, 2]}}; to fix an "
                    + "option, use --set.");
        }

        SpaceValues values = new(key, kinds[0], element.GetProperty(kinds[0]), place);
        return new SpaceParameter(name, values.Distribution(), kinds[0], Text(element));
    }

    private static SpaceParameter WithConditions(
        (SpaceParameter Parameter, JsonElement Conditions, string Place) entry, List<(SpaceParameter Parameter, JsonElement, string)> all)
    {
        (SpaceParameter parameter, JsonElement conditions, string place) = entry;
        if (conditions.ValueKind == JsonValueKind.Undefined)
        {
            return parameter;
        }

        if (conditions.ValueKind != JsonValueKind.Object || !conditions.EnumerateObject().Any())
        {
            throw UserException.Usage(
                $"\"if\" of {parameter.Name} ({place}) is an object of parameters and values, such as {{\"network.kind\": \"mlp\"}}.");
        }

        Dictionary<string, IReadOnlyList<object?>> read = [];
        foreach (JsonProperty condition in conditions.EnumerateObject())
        {
            SpaceParameter? named = all.Find(other => other.Parameter.Name == condition.Name).Parameter;
            if (named is null)
            {
                throw UserException.Usage(
                    $"\"if\" of {parameter.Name} ({place}) names {condition.Name}, which the space does not have."
                    + $"{NearestName.Suggest(condition.Name, all.Select(other => other.Parameter.Name))} Add it to the space, or leave "
                        + "out the condition.");
            }

            JsonElement[] values = condition.Value.ValueKind == JsonValueKind.Array
                ? [.. condition.Value.EnumerateArray()]
                : [condition.Value];
            read[named.Name] = [.. values.Select(value => Possible(named, value, parameter.Name, place))];
        }

        return parameter with { Conditions = read };
    }

    private static object? Possible(SpaceParameter named, JsonElement element, string parameter, string place)
    {
        try
        {
            return named.Distribution.ValueOf(named.Distribution.RepresentationOf(named.Distribution is CategoricalDistribution list
                ? list.Choices.FirstOrDefault(choice => SpaceValues.Same(choice, element), DistributionJson.ReadScalar(element))
                : DistributionJson.ReadScalar(element)));
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            throw UserException.Usage(
                $"\"if\" of {parameter} ({place}) requires {named.Name} {element.GetRawText()}, which is not one of its values: "
                    + $"{fault.Message.Split(" (Param", 2)[0]}");
        }
    }

    // Each parameter after those that it depends on; otherwise in the written order.
    private static List<SpaceParameter> Ordered(List<SpaceParameter> parameters, string source)
    {
        List<SpaceParameter> ordered = [];
        while (ordered.Count < parameters.Count)
        {
            SpaceParameter? next = parameters.Find(parameter => !ordered.Contains(parameter)
                && parameter.Conditions.Keys.All(name => ordered.Exists(before => before.Name == name)));
            ordered.Add(next ?? throw UserException.Usage(
                $"The conditions of {string.Join(", ", parameters.Except(ordered).Select(parameter => parameter.Name))} ({source}) depend "
                + "on each other. Leave out one of them."));
        }

        return ordered;
    }

    // The line of each dotted name; a name that is there twice is refused elsewhere.
    private static Dictionary<string, int> Lines(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        Utf8JsonReader reader = new(bytes,
            new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        Dictionary<string, int> lines = [];
        List<string> path = [];
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                path.RemoveRange(Math.Min(path.Count, reader.CurrentDepth - 1), path.Count - Math.Min(path.Count, reader.CurrentDepth - 1));
                path.Add(reader.GetString()!);
                lines.TryAdd(string.Join('.', path), 1 + bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n'));
            }
        }

        return lines;
    }

    private static string Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(",", element.EnumerateObject()
            .OrderBy(member => member.Name, StringComparer.Ordinal)
            .Select(member => $"{JsonSerializer.Serialize(member.Name)}:{Text(member.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(",", element.EnumerateArray().Select(Text))}]",
        JsonValueKind.Number => element.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        _ => element.GetRawText(),
    };
}
