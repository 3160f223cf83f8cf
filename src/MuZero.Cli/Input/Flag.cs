using System.Numerics;

namespace MuZero.Cli.Input;

/// <summary>Option factories with our error messages.</summary>
internal static class Flag
{
    public static void Add(Command command, params Option[] options) => Array.ForEach(options, command.Add);

    public static Option<string?> Text(string name, string valueName, string description, params string[] aliases)
        => new(name, aliases) { HelpName = valueName, Description = description };

    public static Option<string[]> Many(string name, string valueName, string description, params string[] aliases) => new(name, aliases)
    {
        HelpName = valueName,
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    public static Option<bool> Json() => Switch("--json", "Write JSON to the standard output.");

    public static Option<int?> Whole(string name, string description, int min, int max)
        => Number(name, "N", description, NumberStyles.AllowLeadingSign, min, max, $"a whole number from {min} to {max}");

    public static Option<double?> Seconds(string name, string description, double min, double max) => Number(
        name, "S", description, NumberStyles.AllowDecimalPoint, min, max,
        string.Create(CultureInfo.InvariantCulture, $"a number of seconds from {min} to {max}"));

    public static Option<ulong?> Seed(string description)
        => Number("--seed", "S", description, NumberStyles.None, ulong.MinValue, ulong.MaxValue, "a whole number of at least 0");

    /// <summary>One of an enumeration's names, in lower case.</summary>
    public static Option<T?> Choice<T>(string name, string description)
        where T : struct, Enum
    {
        string names = string.Join('|', Enum.GetNames<T>().Select(value => value.ToLowerInvariant()));
        return new(name)
        {
            HelpName = names,
            Description = description,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (!text.Any(char.IsAsciiDigit) && Enum.TryParse(text, ignoreCase: true, out T value))
                {
                    return value;
                }

                result.AddError($"{name} is '{text}'; it must be one of {names}.");
                return null;
            },
        };
    }

    private static Option<T?> Number<T>(string name, string valueName, string description, NumberStyles style, T min, T max, string range)
        where T : struct, INumber<T> => new(name)
        {
            HelpName = valueName,
            Description = description,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(text, style, CultureInfo.InvariantCulture, out T number) && number >= min && number <= max)
                {
                    return number;
                }

                result.AddError($"{name} is '{text}'; it must be {range}.");
                return null;
            },
        };
}
