namespace MuZero.Cli.Input;

/// <summary>The options of a saved agent's search on the command line: --set.</summary>
internal static class SearchSettings
{
    /// <summary>The flag.</summary>
    public static Option<string[]> Option() => Flag.Many(
        "--set", "KEY=VALUE", "An option of the agent's search, such as position.threads=2 or search.c1=2 (docs/OPTIONS.md).");

    /// <summary>The settings of the command line.</summary>
    /// <exception cref="UserException">One is not KEY=VALUE.</exception>
    public static IEnumerable<OptionEntry> Of(ParseResult parsed, Option<string[]> option)
        => ConfigFlags.Settings(parsed.GetValue(option) ?? []);
}
