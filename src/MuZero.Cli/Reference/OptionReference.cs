using MuZero.Agents;

namespace MuZero.Cli.Reference;

/// <summary>The documentation of one option.</summary>
/// <param name="Key">The option.</param>
/// <param name="Meaning">Its effect, in one or more sentences.</param>
/// <param name="Published">The values that papers and other programs use; may be empty.</param>
/// <param name="Choices">The words that it takes; empty if it is not a choice.</param>
internal sealed record OptionReference(OptionKey Key, string Meaning, string Published, IReadOnlyList<OptionChoice> Choices)
{
    private static readonly RunOptions _defaults = new();
    private static readonly Lazy<IReadOnlyList<OptionReference>> _all = new(() => [.. OptionKey.All.Select(Of)]);

    /// <summary>Every option, in the order of the records.</summary>
    public static IReadOnlyList<OptionReference> All => _all.Value;

    /// <summary>The value if nothing sets the option, as it is written in a file.</summary>
    public string Default => Key.Text(_defaults);

    /// <summary>The valid values.</summary>
    public string Values => Key.Type switch
    {
        _ when Choices.Count > 0 => string.Join(", ", Choices.Select(choice => choice.Word)),
        _ when Key.Type == typeof(bool) => "true, false",
        _ when double.IsNaN(Key.Minimum) => Capital(Key.Expectation),
        _ => $"{(Key.Type == typeof(int) ? "Whole number" : "Number")}, {Number(Key.Minimum)} to {Number(Key.Maximum)}",
    };

    /// <summary>The range in which <c>muzero tune --tune</c> looks; empty if it follows from the option's value.</summary>
    public string TuningRange => Key.TuningRange is { } range
        ? $"{Number(range.Low)} to {Number(range.High)}{(range.Log ? ", logarithmic" : "")}"
        : "";

    /// <summary>The option's section, such as "training"; empty if it has none.</summary>
    public string Section
        => Key.Name.Contains('.', StringComparison.Ordinal) ? Key.Name[..Key.Name.IndexOf('.', StringComparison.Ordinal)] : "";

    /// <summary>The documentation of the option with this name.</summary>
    public static OptionReference Named(string name) => All.First(option => option.Key.Name == name);

    /// <summary>The options of a section, or the one of a name.</summary>
    /// <exception cref="UserException">There is neither; the nearest name is suggested.</exception>
    public static IReadOnlyList<OptionReference> Find(string name)
        => OptionKey.IsSection(name)
            ? [.. All.Where(option => option.Section == name)]
            : [Named(OptionKey.Named(new OptionEntry(name, OptionForm.Words, "", "KEY")).Name)];

    private static OptionReference Of(OptionKey key)
    {
        DocComments comments = DocComments.OfCore;
        OptionChoice[] choices = key.Name == "algorithm"
            ? [.. AgentFamilies.All.Select(family => new OptionChoice(family.Name, family.Title))]
            : [.. key.Words.Zip(key.Type.IsEnum ? Enum.GetNames(key.Type) : [])
                .Select(pair => new OptionChoice(pair.First, comments.Text(key.Type.GetField(pair.Second)!, "summary")))];
        return new OptionReference(key, comments.Text(key.Property, "summary"), comments.Text(key.Property, "remarks"), choices);
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Number(double number) => Math.Abs(number) is 0.0 or (>= 1e-4 and < 1e9)
        ? number.ToString("#,##0.######", CultureInfo.InvariantCulture)
        : number.ToString("0.###e+0", CultureInfo.InvariantCulture);
}

/// <summary>One of an option's words.</summary>
/// <param name="Word">As it is written.</param>
/// <param name="Meaning">Its effect.</param>
internal readonly record struct OptionChoice(string Word, string Meaning);
