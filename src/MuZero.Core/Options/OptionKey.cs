using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using MuZero.Errors;
using MuZero.Numerics;

namespace MuZero.Options;

/// <summary>One setting of <see cref="RunOptions"/>: its dotted snake_case name, its type and what it may be.</summary>
internal sealed class OptionKey
{
    private const string StopPrefix = "stop.";

    private static readonly OptionKey[] _keys = [.. Find(typeof(RunOptions), [])];

    private readonly PropertyInfo[] _path;
    private readonly RangeAttribute? _range;

    private OptionKey(PropertyInfo[] path)
    {
        _path = path;
        _range = path[^1].GetCustomAttribute<RangeAttribute>();
        Name = string.Join('.', path.Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)));
    }

    /// <summary>Every setting, in the order of the records.</summary>
    public static IReadOnlyList<OptionKey> All => _keys;

    /// <summary>The dotted name, such as "training.learning_rate".</summary>
    public string Name { get; }

    /// <summary>The type of the values that <see cref="Get"/> gives: bool, int, ulong, double, string, an enumeration, or names with
    /// numbers.</summary>
    public Type Type => _path[^1].PropertyType;

    /// <summary>The property that holds the setting; its doc comment is the setting's documentation.</summary>
    public PropertyInfo Property => _path[^1];

    /// <summary>The words that an enumeration's setting takes, in the order of its members; empty for other types.</summary>
    public IReadOnlyList<string> Words => Type.IsEnum ? [.. Enum.GetNames(Type).Select(Word)] : [];

    /// <summary>The least number it may be; NaN if it is not a number with bounds.</summary>
    public double Minimum => Bound(_range?.Minimum);

    /// <summary>The largest number it may be; NaN if it is not a number with bounds.</summary>
    public double Maximum => Bound(_range?.Maximum);

    /// <summary>The range in which a search for better values looks, or null if the option has none of its own.</summary>
    public TuningRangeAttribute? TuningRange => Property.GetCustomAttribute<TuningRangeAttribute>();

    /// <summary>The valid values, in words that follow "it must be".</summary>
    public string Expectation => Type switch
    {
        _ when Type == typeof(bool) => "true or false",
        _ when Type == typeof(string) => "a text",
        _ when Type == typeof(ulong) => "a whole number of at least 0",
        _ when Type.IsEnum => $"one of {string.Join(", ", Words)}",
        _ when IsNames => "an object of results and numbers, such as {\"training_iteration\": 100}",
        _ => string.Create(CultureInfo.InvariantCulture,
            $"a {(Type == typeof(int) ? "whole " : "")}number from {_range!.Minimum} to {_range.Maximum}"),
    };

    private bool IsNames => Type == typeof(IReadOnlyDictionary<string, double>);

    /// <summary>The setting that an entry names; a result's number belongs to "stop".</summary>
    /// <exception cref="UserException">There is none; the nearest is suggested.</exception>
    public static OptionKey Named(OptionEntry entry)
    {
        string name = entry.Key.StartsWith(StopPrefix, StringComparison.Ordinal) ? "stop" : entry.Key;
        return Array.Find(_keys, key => key.Name == name)
            ?? throw UserException.Usage(
                $"Unknown option '{entry.Key}' ({entry.Place}).{Suggest(entry.Key)} 'muzero config explain GAME' lists all.");
    }

    /// <summary>True if a name is a group of settings, such as "training".</summary>
    public static bool IsSection(string name) => Array.Exists(_keys, key => key.Name.StartsWith(name + ".", StringComparison.Ordinal));

    /// <summary>The setting's value.</summary>
    public object Get(RunOptions options)
    {
        object value = options;
        foreach (PropertyInfo property in _path)
        {
            value = property.GetValue(value)!;
        }

        return value;
    }

    /// <summary>The setting's value as it is written in a file.</summary>
    public string Text(RunOptions options) => Get(options) switch
    {
        bool truth => truth ? "true" : "false",
        Enum word => $"\"{Word(word.ToString())}\"",
        string text => JsonSerializer.Serialize(text),
        IReadOnlyDictionary<string, double> names => JsonSerializer.Serialize(names),
        object number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
    };

    // Options are immutable elsewhere; only copies that are not shared yet are filled here.
    internal void Set(RunOptions copy, object value)
    {
        object owner = copy;
        foreach (PropertyInfo property in _path[..^1])
        {
            owner = property.GetValue(owner)!;
        }

        _path[^1].SetValue(owner, value);
    }

    /// <summary>The value of an entry; for "stop" the whole table with the entry added to <paramref name="soFar"/>.</summary>
    internal object Read(OptionEntry entry, object soFar)
    {
        object? value = Type switch
        {
            _ when IsNames => AddResult(entry, (IReadOnlyDictionary<string, double>)soFar),
            _ when entry.Form is OptionForm.Nothing or OptionForm.Empty => null,
            _ when Type == typeof(bool) => entry.Form is OptionForm.Truth or OptionForm.Words && bool.TryParse(entry.Text, out bool truth)
                ? truth
                : null,
            _ when Type == typeof(string) => entry.Form is OptionForm.Text or OptionForm.Words ? entry.Text : null,
            _ when Type.IsEnum => entry.Form is OptionForm.Text or OptionForm.Words ? ReadWord(entry.Text) : null,
            _ => entry.Form is OptionForm.Number or OptionForm.Words ? ReadNumber(entry.Text) : null,
        };
        return value ?? throw Unfit(entry, Expectation);
    }

    /// <summary>The one of some names that an entry means, whatever its case, hyphens and underscores.</summary>
    /// <exception cref="UserException">None; the nearest is suggested.</exception>
    internal static string OneOf(IReadOnlyList<string> names, OptionEntry entry)
        => entry.Form is OptionForm.Text or OptionForm.Words && names.FirstOrDefault(name => Word(name) == Word(entry.Text)) is { } known
            ? known
            : throw Unfit(entry, $"one of {string.Join(", ", names)}", NearestName.Suggest(entry.Text, names));

    private static UserException Unfit(OptionEntry entry, string expectation, string suggestion = "")
    {
        string shown = entry.Form == OptionForm.Text ? JsonSerializer.Serialize(entry.Text) : entry.Text.ReplaceLineEndings(" ");
        return UserException.Usage($"{entry.Key} is {shown} ({entry.Place}); it must be {expectation}.{suggestion}");
    }

    private static Dictionary<string, double>? AddResult(OptionEntry entry, IReadOnlyDictionary<string, double> soFar)
    {
        if (entry.Form == OptionForm.Empty)
        {
            return [];
        }

        bool isNumber = double.TryParse(entry.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number);
        return isNumber && entry.Key.Length > StopPrefix.Length && entry.Form is OptionForm.Number or OptionForm.Words
            ? new Dictionary<string, double>(soFar) { [entry.Key[StopPrefix.Length..]] = number }
            : null;
    }

    private object? ReadWord(string text)
        => Enum.GetNames(Type).FirstOrDefault(name => Word(name) == Word(text)) is { } name ? Enum.Parse(Type, name) : null;

    private object? ReadNumber(string text)
    {
        if (Type == typeof(ulong))
        {
            return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong natural) ? natural : null;
        }

        if (Type == typeof(int))
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole) && InRange(whole)
                ? whole
                : null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && InRange(number)
            ? number
            : null;
    }

    private bool InRange(double number) => number >= Minimum && number <= Maximum;

    private static double Bound(object? limit) => limit is null ? double.NaN : Convert.ToDouble(limit, CultureInfo.InvariantCulture);

    private static string Word(string name)
        => name.ToLowerInvariant().Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    private static string Suggest(string typed)
    {
        // "learning_rate" alone is most likely training.learning_rate; else the nearest spelling, of the whole name or of its last word.
        string last = LastWord(typed);
        string? nearest = Array.Find(_keys, key => LastWord(key.Name) == last)?.Name
            ?? NearestName.Find(typed, _keys.Select(key => key.Name));
        string? nearestLast = nearest is null ? NearestName.Find(last, _keys.Select(key => LastWord(key.Name))) : null;
        nearest ??= Array.Find(_keys, key => LastWord(key.Name) == nearestLast)?.Name;
        return nearest is null ? "" : $" Did you mean '{nearest}'?";
    }

    private static string LastWord(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static IEnumerable<OptionKey> Find(Type type, PropertyInfo[] path)
    {
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite))
        {
            bool isSection = property.PropertyType is { IsClass: true } inner && inner != typeof(string);
            PropertyInfo[] below = [.. path, property];
            foreach (OptionKey key in isSection ? Find(property.PropertyType, below) : [new OptionKey(below)])
            {
                yield return key;
            }
        }
    }
}
