namespace MuZero.Engines;

/// <summary>Texts of engines in messages.</summary>
internal static class EngineText
{
    private const int Most = 80;

    /// <summary>At most 80 characters, without control characters.</summary>
    public static string Short(string text)
    {
        string seen = string.Concat(text.Take(Most).Select(letter => char.IsControl(letter) ? '?' : letter));
        return text.Length > Most ? seen + "..." : seen;
    }
}
