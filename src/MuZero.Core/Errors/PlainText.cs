namespace MuZero.Errors;

/// <summary>Texts of others in messages, logs and tables: damaged files, engines, whoever calls a service.</summary>
internal static class PlainText
{
    /// <summary>The first characters, without those that a terminal or a log would obey.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="most">Characters kept.</param>
    public static string Of(string text, int most = 80)
    {
        string seen = string.Concat(text.Take(most).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));
        return text.Length > most ? seen + "..." : seen;
    }
}
