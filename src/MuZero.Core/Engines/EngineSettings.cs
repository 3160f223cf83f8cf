using System.Globalization;
using MuZero.Errors;

namespace MuZero.Engines;

/// <summary>The protocol of an engine.</summary>
public enum EngineProtocol
{
    /// <summary>Go Text Protocol 2.</summary>
    Gtp,

    /// <summary>Universal Chess Interface.</summary>
    Uci,
}

/// <summary>An engine of another program: its command line, and what it is told.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Command">The program and its arguments.</param>
public sealed record EngineSettings(EngineProtocol Protocol, IReadOnlyList<string> Command)
{
    private const double LongestDeadline = 86_400.0;

    private static readonly string[] _limits = ["nodes", "movetime", "depth"];

    /// <summary>The text that was typed, which is the name in reports.</summary>
    public string Text { get; init; } = $"{Protocol.ToString().ToLowerInvariant()}:{string.Join(' ', Command)}";

    /// <summary>The longest time between a question and its answer.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>UCI: the words behind <c>go</c>, such as "nodes 1000".</summary>
    /// <value>Default "nodes 1000".</value>
    public string Limit { get; init; } = "nodes 1000";

    /// <summary>UCI: the engine's own options, in the order in which they are set.</summary>
    public IReadOnlyList<(string Name, string Value)> Options { get; init; } = [];

    /// <summary>True if a text names an engine: it begins with gtp: or uci:.</summary>
    public static bool IsEngine(string text) => ProtocolOf(text) is not null;

    /// <summary>Reads <c>gtp:COMMAND</c> or <c>uci:COMMAND</c>, with settings behind semicolons: <c>nodes=1000</c>, <c>movetime=50</c>
    /// (milliseconds) or <c>depth=3</c>, <c>deadline=30</c> (seconds), and <c>Option=Value</c> for an option of a UCI engine.</summary>
    /// <exception cref="UserException">The text is not valid (exit code 2).</exception>
    public static EngineSettings Parse(string text)
    {
        EngineProtocol protocol = ProtocolOf(text)
            ?? throw UserException.Usage($"'{text}' is not an engine. Write gtp:COMMAND or uci:COMMAND, such as 'gtp:gnugo --mode gtp' or "
                + "'uci:stockfish;nodes=1000'.");
        string[] parts = text[4..].Split(';');
        List<string> command = Words(parts[0], text);
        if (command.Count == 0)
        {
            throw UserException.Usage($"'{text}' names no program. Write {text[..4]}COMMAND, such as "
                + $"{(protocol == EngineProtocol.Gtp ? "'gtp:gnugo --mode gtp'" : "uci:stockfish")}.");
        }

        EngineSettings settings = new(protocol, command) { Text = text };
        foreach (string part in parts[1..])
        {
            settings = settings.With(part, text);
        }

        return settings;
    }

    private static EngineProtocol? ProtocolOf(string text)
        => text.StartsWith("gtp:", StringComparison.OrdinalIgnoreCase) ? EngineProtocol.Gtp
        : text.StartsWith("uci:", StringComparison.OrdinalIgnoreCase) ? EngineProtocol.Uci
        : null;

    private EngineSettings With(string part, string text)
    {
        int sign = part.IndexOf('=', StringComparison.Ordinal);
        string name = part[..Math.Max(0, sign)].Trim(), value = part[(sign + 1)..].Trim();
        if (name.Length == 0)
        {
            throw UserException.Usage($"'{part}' in '{text}' is not a setting. Write NAME=VALUE, such as nodes=1000 or deadline=10.");
        }

        if (name == "deadline")
        {
            return this with { Deadline = TimeSpan.FromSeconds(Number(value, LongestDeadline, "deadline", text)) };
        }

        if (Protocol == EngineProtocol.Gtp)
        {
            throw UserException.Usage(
                $"'{name}' in '{text}' is not a setting of a GTP engine. Only deadline is; give others to the program as arguments.");
        }

        return _limits.Contains(name)
            ? this with { Limit = string.Create(CultureInfo.InvariantCulture, $"{name} {(long)Number(value, int.MaxValue, name, text)}") }
            : this with { Options = [.. Options, (name, value)] };
    }

    private static double Number(string value, double most, string name, string text)
    {
        double least = name == "deadline" ? 0.001 : 1.0;
        NumberStyles style = name == "deadline" ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
        return double.TryParse(value, style, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most
            ? number
            : throw UserException.Usage(string.Create(CultureInfo.InvariantCulture,
                $"{name} in '{text}' is '{value}'; it must be a number from {least} to {most}."));
    }

    // Words at spaces; quotation marks of either kind hold a word together.
    private static List<string> Words(string command, string text)
    {
        List<string> words = [];
        string? word = null;
        char quote = '\0';
        foreach (char letter in command)
        {
            if (quote == '\0' && letter is '"' or '\'')
            {
                (quote, word) = (letter, word ?? "");
            }
            else if (letter == quote)
            {
                quote = '\0';
            }
            else if (char.IsWhiteSpace(letter) && quote == '\0')
            {
                words.AddRange(word is null ? [] : [word]);
                word = null;
            }
            else
            {
                word += letter;
            }
        }

        words.AddRange(word is null ? [] : [word]);
        return quote == '\0' ? words : throw UserException.Usage($"'{text}' has a quotation mark that is not closed. Close it.");
    }
}
