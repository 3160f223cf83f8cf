namespace MuZero.Tests.Chaos;

/// <summary>How long the tests of faults go on: a moment in ./test, minutes in ./test chaos, which sets MUZERO_CHAOS=long.</summary>
internal static class ChaosProfile
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("MUZERO_CHAOS") == "long";

    /// <summary>The value of the profile that runs.</summary>
    public static T Pick<T>(T brief, T thorough) => IsLong ? thorough : brief;
}
