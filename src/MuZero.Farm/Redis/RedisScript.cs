namespace MuZero.Farm.Redis;

/// <summary>The atomic steps of the replay buffer and of studies. Redis runs a script alone and logs its effects as one
/// transaction.</summary>
internal static class RedisScript
{
    public static string Open { get; } = Load("open");

    public static string Push { get; } = Load("push");

    public static string Reserve { get; } = Load("reserve");

    public static string Quarantine { get; } = Load("quarantine");

    public static string Publish { get; } = Load("publish");

    public static string Recount { get; } = Load("recount");

    public static string Stale { get; } = Load("stale");

    public static string Refresh { get; } = Load("refresh");

    public static string Study { get; } = Load("study");

    public static string Kept { get; } = Load("kept");

    public static string Gone { get; } = Load("gone");

    private static string Load(string name)
    {
        using StreamReader reader = new(typeof(RedisScript).Assembly.GetManifestResourceStream($"{name}.lua")!);
        return reader.ReadToEnd();
    }
}
