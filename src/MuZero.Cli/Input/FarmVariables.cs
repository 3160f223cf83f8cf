namespace MuZero.Cli.Input;

/// <summary>Options of the farm's services from the environment, as containers set them: MUZERO_FARM_TLS_KEY is --tls-key. The
/// command line wins.</summary>
internal static class FarmVariables
{
    public const string Prefix = "MUZERO_FARM_";

    private static readonly string[] _services = ["trainer", "selfplay", "reanalyse", "storage"];

    /// <summary>The words, with an option behind them for each variable that the service has and the words leave open.</summary>
    /// <exception cref="UserException">A variable names an option that no service has.</exception>
    public static string[] Apply(string[] words, RootCommand root, IReadOnlyDictionary<string, string> environment)
    {
        if (words.Length == 0 || !_services.Contains(words[0]))
        {
            return words;
        }

        ILookup<string, string> options = root.Subcommands.Where(command => _services.Contains(command.Name))
            .SelectMany(command => command.Options.Select(option => (command.Name, Option: option.Name)))
            .ToLookup(pair => pair.Option, pair => pair.Name);
        List<string> added = [];
        IEnumerable<KeyValuePair<string, string>> variables = environment
            .Where(variable => variable.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .OrderBy(variable => variable.Key, StringComparer.Ordinal);
        foreach ((string name, string value) in variables)
        {
            string option = "--" + name[Prefix.Length..].ToLowerInvariant().Replace('_', '-');
            if (!options.Contains(option))
            {
                throw UserException.Usage(
                    $"The variable {name} sets {option}, which is not an option of any farm service."
                    + NearestName.Suggest(option, options.Select(known => known.Key)));
            }

            // One set of variables may serve all the farm's containers, so variables of other services are ignored.
            bool isGiven = words.Any(word => word == option || word.StartsWith(option + "=", StringComparison.Ordinal));
            if (options[option].Contains(words[0]) && value.Length > 0 && !isGiven)
            {
                added.Add($"{option}={value}");
            }
        }

        return [.. words, .. added];
    }
}
