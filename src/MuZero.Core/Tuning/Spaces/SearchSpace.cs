using System.Globalization;
using System.Text.Json;
using MuZero.Errors;
using MuZero.Options;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Spaces;

/// <summary>The options that a study varies, each with its distribution: {"training.learning_rate": {"loguniform": [1e-4,
/// 1e-2]}}.</summary>
/// <remarks>Parameters are in an order in which each comes after those that its conditions name. docs/TUNING.md has the notation.</remarks>
internal sealed class SearchSpace
{
    /// <summary>The word of a parameter whose every value a grid tries.</summary>
    public const string Grid = "grid_search";

    /// <summary>The reach of a tuning range that follows from a value: from a quarter of it to four times as much.</summary>
    public const double DerivedFactor = 4.0;

    /// <summary>A space of parameters in an order in which each comes after those that its conditions name.</summary>
    public SearchSpace(IReadOnlyList<SpaceParameter> parameters) => Parameters = parameters;

    /// <summary>The parameters.</summary>
    public IReadOnlyList<SpaceParameter> Parameters { get; }

    /// <summary>The space as JSON, each parameter in one form for all spellings.</summary>
    public string Text
        => $"{{{string.Join(",", Parameters.Select(parameter => $"{JsonSerializer.Serialize(parameter.Name)}:{parameter.Text}"))}}}";

    /// <summary>Reads a space.</summary>
    /// <param name="json">The text; comments and trailing commas are allowed.</param>
    /// <param name="source">What messages call it: a file's name or a flag.</param>
    /// <exception cref="UserException">It is not a space of options; one line names the place and the remedy.</exception>
    public static SearchSpace Parse(string json, string source) => SearchSpaceJson.Read(json, source);

    /// <summary>The space of some options in their own tuning ranges.</summary>
    /// <param name="names">Names of options.</param>
    /// <param name="options">The options of a run; a range that an option lacks is derived from its value there.</param>
    /// <param name="source">What messages call the place of the names.</param>
    /// <exception cref="UserException">An option is unknown or has no range.</exception>
    public static SearchSpace OfOptions(IEnumerable<string> names, RunOptions options, string source)
    {
        List<string> members = [];
        foreach (string name in names)
        {
            OptionKey key = OptionKey.Named(new OptionEntry(name, OptionForm.Words, "", source));
            members.Add($"{JsonSerializer.Serialize(key.Name)}: {RangeOf(key, options, source)}");
        }

        return Parse($"{{{string.Join(", ", members)}}}", source);
    }

    /// <summary>The values of a trial, asked for one after another.</summary>
    /// <exception cref="ArgumentException">The study has a parameter with another kind of range.</exception>
    public IReadOnlyDictionary<string, object?> Suggest(StudyTrial trial)
    {
        Dictionary<string, object?> values = [];
        foreach (SpaceParameter parameter in Parameters.Where(parameter => parameter.Exists(values)))
        {
            values.Add(parameter.Name, trial.Suggest(parameter.Name, parameter.Distribution));
        }

        return values;
    }

    /// <summary>The first difference from another space, as one phrase; null if they are the same.</summary>
    /// <param name="stored">The space that a study has.</param>
    public string? Difference(SearchSpace stored)
    {
        Dictionary<string, string> theirs = stored.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Text);
        Dictionary<string, string> mine = Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Text);
        foreach (string name in mine.Keys.Union(theirs.Keys).Order(StringComparer.Ordinal))
        {
            (string? asked, string? has) = (mine.GetValueOrDefault(name), theirs.GetValueOrDefault(name));
            if (asked != has)
            {
                return has is null ? $"it does not have {name}" : asked is null
                    ? $"it has {name} {has} too"
                    : $"it has {name} {has}, not {asked}";
            }
        }

        return null;
    }

    /// <summary>A value as the setting of its option.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="value">A value of its distribution.</param>
    /// <param name="place">What messages call the place.</param>
    public static OptionEntry Entry(string name, object? value, string place) => value switch
    {
        string text => new OptionEntry(name, OptionForm.Text, text, place),
        bool truth => new OptionEntry(name, OptionForm.Truth, truth ? "true" : "false", place),
        null => new OptionEntry(name, OptionForm.Nothing, "null", place),
        _ => new OptionEntry(name, OptionForm.Number, Convert.ToString(value, CultureInfo.InvariantCulture)!, place),
    };

    private static string RangeOf(OptionKey key, RunOptions options, string source)
    {
        if (key.TuningRange is { } range)
        {
            return Range(key, range.Low, range.High, range.Log);
        }

        if (key.Type == typeof(bool))
        {
            return "{\"choice\": [false, true]}";
        }

        if (key.Type.IsEnum)
        {
            return $"{{\"choice\": [{string.Join(", ", key.Words.Where(word => word != "auto").Select(word => $"\"{word}\""))}]}}";
        }

        double value = double.IsNaN(key.Minimum) ? 0.0 : Convert.ToDouble(key.Get(options), CultureInfo.InvariantCulture);
        return value > 0.0
            ? Range(key, Math.Max(key.Minimum, value / DerivedFactor), Math.Min(key.Maximum, value * DerivedFactor), log: true)
            : throw UserException.Usage(
                $"{key.Name} ({source}) has no tuning range of its own, and its value {key.Text(options)} gives none. Write one with "
                    + "--space, such as "
                + $"'{{\"{key.Name}\": {{\"choice\": [...]}}}}'.");
    }

    private static string Range(OptionKey key, double low, double high, bool log)
    {
        bool isWhole = key.Type == typeof(int);
        return isWhole
            ? string.Create(CultureInfo.InvariantCulture,
                $"{{\"{(log ? "lograndint" : "randint")}\": [{Math.Max(log ? 1.0 : 0.0, Math.Round(low)):0}, {Math.Round(high) + 1.0:0}]}}")
            : string.Create(CultureInfo.InvariantCulture, $"{{\"{(log ? "loguniform" : "uniform")}\": [{low:R}, {high:R}]}}");
    }
}
