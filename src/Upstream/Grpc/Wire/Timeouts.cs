using System.Globalization;

namespace Grpc.Wire;

/// <summary><c>grpc-timeout</c>: up to eight digits and a unit.</summary>
internal static class Timeouts
{
    private const long MostDigits = 99_999_999;

    private static readonly (char Unit, long Ticks)[] _units =
    [
        ('u', TimeSpan.TicksPerMicrosecond),
        ('m', TimeSpan.TicksPerMillisecond),
        ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute),
        ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>In the smallest unit that fits, rounded up: the server must not give up before the client.</summary>
    public static string Encode(TimeSpan timeout)
    {
        long ticks = Math.Max(1, timeout.Ticks);
        foreach ((char unit, long size) in _units)
        {
            long amount = ((ticks - 1) / size) + 1;
            if (amount <= MostDigits)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{amount}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{MostDigits}H");
    }

    /// <summary>False when the text is not a timeout.</summary>
    public static bool TryDecode(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > 9
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long amount))
        {
            return false;
        }

        if (text[^1] == 'n')
        {
            timeout = TimeSpan.FromTicks(((amount - 1) / TimeSpan.NanosecondsPerTick) + 1);
            return true;
        }

        foreach ((char unit, long size) in _units)
        {
            if (unit == text[^1])
            {
                timeout = TimeSpan.FromTicks(amount * size);
                return true;
            }
        }

        return false;
    }

    /// <summary>Now and a timeout, or never when that lies past the calendar.</summary>
    public static DateTime Deadline(DateTime now, TimeSpan timeout) =>
        timeout < DateTime.MaxValue - now ? now + timeout : DateTime.MaxValue;
}
