namespace MuZero.Tests.Chaos;

/// <summary>The length of the failure tests: a moment in ./test, minutes in ./test chaos, which sets CHAOS_PROFILE=long (variables that
/// begin with MUZERO_ are options of the program).</summary>
internal static class ChaosProfile
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("CHAOS_PROFILE") == "long";

    /// <summary>The value of the profile that runs.</summary>
    public static T Pick<T>(T brief, T thorough) => IsLong ? thorough : brief;
}
