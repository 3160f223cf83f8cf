namespace MuZero.Games;

/// <summary>The path of a game's assembly and the choice among its games: <c>file</c>, <c>file#id</c> or <c>file:TypeName</c>.</summary>
internal readonly record struct GamePath(string File, string? Id, string? TypeName)
{
    private const string Extension = ".dll";

    /// <summary>False if the text is a name: it neither ends in ".dll" nor has a directory separator.</summary>
    public static bool TryParse(string text, out GamePath path)
    {
        // The mark that chooses a game follows ".dll"; a '#' or ':' elsewhere (C:\games) belongs to the path.
        int end = text.LastIndexOf(Extension, StringComparison.OrdinalIgnoreCase) + Extension.Length;
        bool hasExtension = end >= Extension.Length;
        string choice = hasExtension && end < text.Length ? text[end..] : "";
        if (choice.Length > 1 && choice[0] is '#' or ':')
        {
            path = new(text[..end], choice[0] == '#' ? choice[1..] : null, choice[0] == ':' ? choice[1..] : null);
            return true;
        }

        path = new(text, null, null);
        return (hasExtension && choice.Length == 0) || text.Contains('/') || text.Contains(Path.DirectorySeparatorChar);
    }
}
