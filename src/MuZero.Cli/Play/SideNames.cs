namespace MuZero.Cli.Play;

/// <summary>The words for the sides of a game, as people type and read them.</summary>
internal static class SideNames
{
    /// <summary>A word for each player of the largest game.</summary>
    public static IReadOnlyList<string> All { get; } = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];
}
