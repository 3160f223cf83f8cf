using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace MuZero.Cli.Input;

/// <summary>Turns the parser's faults into one line with the remedy.</summary>
internal static class UsageFaults
{
    /// <summary>Throws if the words are not a valid command.</summary>
    /// <exception cref="UserException">Always exit code 2.</exception>
    public static void Throw(ParseResult parsed)
    {
        // A completion is asked for while the words are incomplete.
        bool completes = parsed.Tokens.Any(token => token.Type == TokenType.Directive);
        if (completes || parsed.Action is HelpAction or VersionAction)
        {
            return;
        }

        Command command = parsed.CommandResult.Command;
        string name = NameOf(parsed.CommandResult);
        if (UnknownOption(parsed) is { } option)
        {
            throw Fault($"Unknown option '{option}' for '{name}'.{NearestName.Suggest(option, OptionNames(parsed.CommandResult))}", name);
        }

        string[] commands = [.. command.Subcommands.Where(below => !below.Hidden).Select(below => below.Name)];
        if (commands.Length > 0 && parsed.UnmatchedTokens is [string word, ..])
        {
            throw Fault($"Unknown command '{word}' for '{name}'.{NearestName.Suggest(word, commands)}", name);
        }

        if (commands.Length > 0 && command.Action is null)
        {
            throw Fault($"'{name}' needs a command: {string.Join(", ", commands)}.", name);
        }

        if (parsed.UnmatchedTokens is [string extra, ..])
        {
            throw Fault($"Unexpected argument '{extra}' for '{name}'.", name);
        }

        if (parsed.Errors is [ParseError error, ..])
        {
            throw Fault(Describe(error, command, name), name);
        }
    }

    // If an argument is still missing, the parser takes a mistyped option for it.
    private static string? UnknownOption(ParseResult parsed)
    {
        foreach (Token token in parsed.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
            {
                return null;
            }

            bool looksLikeOption = token.Value is ['-', '-', not '-', ..]
                || (token.Value is ['-', char letter, ..] && char.IsAsciiLetter(letter));
            if (token.Type == TokenType.Argument && looksLikeOption)
            {
                return token.Value.Split('=', 2)[0];
            }
        }

        return null;
    }

    private static string Describe(ParseError error, Command command, string name) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } option
            => $"{option.Option.Name} needs a value{(option.Option.HelpName is { } value ? $", {value}" : "")}.",
        OptionResult { Tokens.Count: > 1 } option when option.Option.Arity.MaximumNumberOfValues == 1
            => $"{option.Option.Name} is given twice. Give it once.",
        CommandResult or ArgumentResult { Tokens.Count: 0 } => $"'{name}' needs {string.Join(" ", Required(command))}.",
        _ => error.Message,
    };

    private static IEnumerable<string> Required(Command command)
        => command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0).Select(argument => argument.Name);

    private static IEnumerable<string> OptionNames(CommandResult result)
    {
        IEnumerable<Option> options = result.Command.Options;
        for (SymbolResult? above = result.Parent; above is CommandResult parent; above = parent.Parent)
        {
            options = options.Concat(parent.Command.Options.Where(option => option.Recursive));
        }

        return options.Where(option => !option.Hidden).Select(option => option.Name);
    }

    private static string NameOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{NameOf(parent)} {result.Command.Name}" : "muzero";

    private static UserException Fault(string message, string name) => UserException.Usage($"{message} See {name} --help.");
}
