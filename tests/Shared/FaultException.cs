namespace MuZero.Tests.Shared;

/// <summary>Simulates the moment in which a process is killed.</summary>
internal sealed class FaultException : Exception;

internal static class Throw
{
    public static void If(bool now)
    {
        if (now)
        {
            throw new FaultException();
        }
    }
}
