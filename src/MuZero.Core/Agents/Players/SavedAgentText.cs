using System.Globalization;
using MuZero.Evaluation;
using MuZero.Options;

namespace MuZero.Agents.Players;

/// <summary>The text of a saved agent as a player: PATH, PATH@SIMULATIONS or PATH@levelN, and behind it options of its search, each after a
/// comma: PATH@400,position.batch=8.</summary>
/// <param name="Path">The directory of a run or of a checkpoint.</param>
/// <param name="Simulations">Simulations per move; 0 if the text names none.</param>
/// <param name="Level">The level; 0 if the text names none.</param>
/// <param name="Settings">The options as they were written.</param>
internal readonly record struct SavedAgentText(string Path, int Simulations, int Level, IReadOnlyList<string> Settings)
{
    private const int MostSimulations = 1_000_000;
    private const string LevelPrefix = "level";

    /// <summary>The parts of a text. A directory may have an @ or a comma in its name.</summary>
    public static SavedAgentText Parse(string text)
    {
        string[] parts = text.Split(',');
        int most = parts.Reverse().TakeWhile(IsSetting).Count();
        int settings = Enumerable.Range(0, most + 1).FirstOrDefault(count => Directory.Exists(Split(Rest(count)).Path), most);
        (string path, int simulations, int level) = Split(Rest(settings));
        return new SavedAgentText(path, simulations, level, parts[^settings..]);

        string Rest(int count) => string.Join(',', parts[..^count]);
    }

    /// <summary>The agent with the text's options.</summary>
    /// <exception cref="Errors.UserException">An option is unknown or wrong, or does not fit the agent.</exception>
    public SavedAgent Apply(SavedAgent saved) => Settings.Count == 0 ? saved : saved.With(Settings.SelectMany(setting =>
    {
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        return ConfigSource.Words(setting[..equals].Trim(), setting[(equals + 1)..].Trim(), setting);
    }));

    /// <summary>The player's name in reports.</summary>
    /// <param name="source">The agent's checkpoint.</param>
    public string Name(string source)
    {
        string strength = Level > 0 ? string.Create(CultureInfo.InvariantCulture, $"@{LevelPrefix}{Level}")
            : Simulations > 0 ? string.Create(CultureInfo.InvariantCulture, $"@{Simulations}")
            : "";
        return $"{source}{strength}{string.Concat(Settings.Select(setting => $",{setting}"))}";
    }

    private static bool IsSetting(string part)
        => part.IndexOf('=', StringComparison.Ordinal) > 0 && !part.Contains(System.IO.Path.DirectorySeparatorChar);

    private static (string Path, int Simulations, int Level) Split(string text)
    {
        int at = text.LastIndexOf('@');
        if (at <= 0 || Directory.Exists(text))
        {
            return (text, 0, 0);
        }

        string word = text[(at + 1)..];
        bool isLevel = word.StartsWith(LevelPrefix, StringComparison.OrdinalIgnoreCase);
        int most = isLevel ? PlayLevel.Strongest : MostSimulations;
        string digits = isLevel ? word[LevelPrefix.Length..] : word;
        bool isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return !isNumber || number < 1 || number > most ? (text, 0, 0) : isLevel ? (text[..at], 0, number) : (text[..at], number, 0);
    }
}
