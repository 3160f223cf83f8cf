using System.CommandLine;
using System.Globalization;

namespace MuZero.Cli.Input;

/// <summary>Option factories with our error messages.</summary>
internal static class Flag
{
    public static Option<string?> Text(string name, string valueName, string description, params string[] aliases)
        => new(name, aliases) { HelpName = valueName, Description = description };

    public static Option<string[]> Many(string name, string valueName, string description, params string[] aliases)
        => new(name, aliases) { HelpName = valueName, Description = description, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    public static Option<bool> Json() => Switch("--json", "Write JSON to the standard output.");

    /// <summary>A whole number, null if it is not given.</summary>
    public static Option<int?> Whole(string name, string description, int min, int max) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max)
            {
                return number;
            }

            result.AddError($"{name} is '{text}'; it must be a whole number from {min} to {max}.");
            return null;
        },
    };

    /// <summary>A number of seconds, null if it is not given.</summary>
    public static Option<double?> Seconds(string name, string description, double min, double max) => new(name)
    {
        HelpName = "S",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number >= min && number <= max)
            {
                return number;
            }

            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it must be a number of seconds from {min} to {max}."));
            return null;
        },
    };

    /// <summary>A seed, null if it is not given.</summary>
    public static Option<ulong?> Seed(string description) => new("--seed")
    {
        HelpName = "S",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            {
                return number;
            }

            result.AddError($"--seed is '{text}'; it must be a whole number of at least 0.");
            return null;
        },
    };
}
