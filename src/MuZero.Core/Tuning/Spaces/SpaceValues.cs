using System.Globalization;
using System.Text.Json;
using MuZero.Errors;
using MuZero.Options;

namespace MuZero.Tuning.Spaces;

/// <summary>The values of one parameter as a space writes them, checked against its option. The names are Ray Tune's, and so are the
/// bounds: the upper end of randint and lograndint is excluded, that of all others is included.</summary>
/// <param name="key">The option.</param>
/// <param name="kind">The distribution's name.</param>
/// <param name="element">Its numbers or choices.</param>
/// <param name="place">What messages call the place.</param>
internal sealed class SpaceValues(OptionKey key, string kind, JsonElement element, string place)
{
    private static readonly string[] _kinds =
        [SearchSpace.Grid, "choice", "uniform", "loguniform", "quniform", "randint", "lograndint", "qrandint"];

    private bool IsWhole => key.Type == typeof(int);

    /// <exception cref="UserException">The kind is unknown, or a value is not one that the option takes.</exception>
    public Distribution Distribution() => kind switch
    {
        SearchSpace.Grid or "choice" => new CategoricalDistribution(Choices()),
        "uniform" => Real(Numbers(2)),
        "loguniform" => Real(Numbers(2), log: true),
        "quniform" => Stepped(Numbers(3)),
        "randint" => Whole(Numbers(2), excluded: 1),
        "lograndint" => Whole(Numbers(2), excluded: 1, log: true),
        "qrandint" => Whole(Numbers(3), excluded: 0),
        _ => throw UserException.Usage(
            $"{key.Name} ({place}) has the distribution '{kind}', which is not known.{NearestName.Suggest(kind, _kinds)} Distributions: "
                + $"{string.Join(", ", _kinds)}."),
    };

    /// <summary>True if a choice is the value of an element, whichever way a number is written.</summary>
    public static bool Same(object? choice, JsonElement element) => choice switch
    {
        string text => element.ValueKind == JsonValueKind.String
            && string.Equals(element.GetString(), text, StringComparison.OrdinalIgnoreCase),
        bool truth => element.ValueKind == (truth ? JsonValueKind.True : JsonValueKind.False),
        null => element.ValueKind == JsonValueKind.Null,
        _ => element.ValueKind == JsonValueKind.Number && element.GetDouble() == Convert.ToDouble(choice, CultureInfo.InvariantCulture),
    };

    private List<object?> Choices()
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() == 0)
        {
            throw UserException.Usage($"{key.Name} ({place}) has an empty {kind}. Write at least one value: {{\"{kind}\": [...]}}.");
        }

        List<object?> choices = [];
        foreach (JsonElement choice in element.EnumerateArray())
        {
            object? value = choice.ValueKind switch
            {
                JsonValueKind.Number => Whole(DistributionJson.ReadScalar(choice)),
                JsonValueKind.String or JsonValueKind.True or JsonValueKind.False
                    or JsonValueKind.Null => DistributionJson.ReadScalar(choice),
                _ => throw Malformed("a list of texts, numbers, true and false"),
            };
            Require(SearchSpace.Entry(key.Name, value, place));
            choices.Add(choices.Contains(value)
                ? throw UserException.Usage($"{key.Name} ({place}) lists {choice.GetRawText()} twice. Write it once.")
                : value);
        }

        return choices;
    }

    // JSON does not tell 1.0 from 1, and a study's choices are compared as they are read back from its log.
    private static object? Whole(object? number)
        => number is double real && real == Math.Floor(real) && Math.Abs(real) < 1e15 ? Convert.ToInt64(real) : number;

    private double[] Numbers(int count)
    {
        string form = count == 3 ? "[low, high, step]" : "[low, high]";
        if (key.Type != typeof(int) && key.Type != typeof(double))
        {
            throw UserException.Usage($"{key.Name} ({place}) is {key.Expectation}, not a range of numbers. Use {{\"choice\": [...]}}.");
        }

        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != count
            || element.EnumerateArray().Any(number => number.ValueKind != JsonValueKind.Number))
        {
            throw Malformed($"{form} in numbers");
        }

        return [.. element.EnumerateArray().Select(number => number.GetDouble())];
    }

    private FloatDistribution Real(double[] ends, bool log = false)
    {
        if (IsWhole)
        {
            throw UserException.Usage(
                $"{key.Name} ({place}) takes whole numbers. Use {(log ? "lograndint" : "randint")}, whose upper end is excluded.");
        }

        Require(ends[0], ends[1]);
        return Built(() => new FloatDistribution(ends[0], ends[1], log));
    }

    private Distribution Stepped(double[] ends)
    {
        if (IsWhole)
        {
            return Whole(ends, excluded: 0);
        }

        Require(ends[0], ends[1]);
        return Built(() => new FloatDistribution(ends[0], ends[1], Step: ends[2]));
    }

    private IntDistribution Whole(double[] ends, int excluded, bool log = false)
    {
        if (ends.Any(end => end != Math.Floor(end) || Math.Abs(end) > int.MaxValue))
        {
            throw Malformed("whole numbers");
        }

        (long low, long high) = ((long)ends[0], (long)ends[1] - excluded);
        if (excluded > 0 && high < low)
        {
            throw UserException.Usage(
                $"{key.Name} ({place}) has an empty range: the upper end of {kind} is excluded. Raise it above {low}.");
        }

        Require(low, high);
        return Built(() => new IntDistribution(low, high, log, ends.Length == 3 ? (long)ends[2] : 1));
    }

    private void Require(params double[] ends)
    {
        foreach (double end in ends)
        {
            Require(SearchSpace.Entry(key.Name, end, place));
        }
    }

    // The option's own reader decides, so that no trial is refused later for a value of its own.
    private void Require(OptionEntry entry) => key.Read(entry, new Dictionary<string, double>());

    private T Built<T>(Func<T> build)
    {
        try
        {
            return build();
        }
        catch (ArgumentException fault)
        {
            throw UserException.Usage($"{key.Name} ({place}): {fault.Message}");
        }
    }

    private UserException Malformed(string expected)
        => UserException.Usage($"{key.Name} ({place}) has {kind} {Short(element.GetRawText())}; it must be {expected}.");

    private static string Short(string text)
        => text.ReplaceLineEndings(" ") is { Length: > 60 } line ? line[..60] + "..." : text.ReplaceLineEndings(" ");
}
