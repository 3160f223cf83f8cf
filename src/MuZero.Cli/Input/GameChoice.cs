namespace MuZero.Cli.Input;

/// <summary>The game that a command line names: as its argument, with --env, or an assembly with --game.</summary>
internal sealed class GameChoice
{
    private readonly Argument<string?> _argument = new("GAME")
    {
        Description = "A game's name, or the path of its assembly.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _env = Flag.Text("--env", "GAME", "The same as GAME.");
    private readonly Option<string?> _game = Flag.Text(
        "--game", "PATH", "The path of a game's assembly, such as bin/MyGame.dll; several games in one: MyGame.dll#id.");

    public void AddTo(Command command)
    {
        command.Add(_argument);
        command.Add(_env);
        command.Add(_game);
    }

    /// <summary>The game as the user named it, or null.</summary>
    /// <exception cref="UserException">It is named twice.</exception>
    public string? Named(ParseResult parsed)
    {
        string[] named = [.. new[] { parsed.GetValue(_argument), parsed.GetValue(_env), parsed.GetValue(_game) }.OfType<string>()];
        return named.Length <= 1
            ? named.FirstOrDefault()
            : throw UserException.Usage($"Two games were given ({named[0]}, {named[1]}). Specify only one.");
    }

    /// <summary>The game, and the word of another argument behind it. A single word that is an option's name is not a game.</summary>
    /// <exception cref="UserException">The game is named twice.</exception>
    public (string? Game, string? Key) NamedBeside(ParseResult parsed, Argument<string?> key)
    {
        string? first = parsed.GetValue(_argument), second = parsed.GetValue(key);
        string[] others = [.. new[] { parsed.GetValue(_env), parsed.GetValue(_game) }.OfType<string>()];
        bool isOption = first is not null && (OptionKey.IsSection(first) || OptionKey.All.Any(option => option.Name == first));
        bool isKey = first is not null && second is null && (others.Length == 1 || (others.Length == 0 && isOption));
        return isKey ? (others.FirstOrDefault(), first) : (Named(parsed), second);
    }

    /// <summary>The flag that names the game of a saved run.</summary>
    public static Option<string?> OfRun()
        => Flag.Text("--game", "PATH", "The path of the game's assembly, if the run's own has moved or changed.");
}
