using System.Globalization;

namespace MuZero.Errors;

/// <summary>Numbers of things in messages.</summary>
public static class Quantity
{
    /// <summary>"1 game", "2 games", "12,000 games".</summary>
    /// <param name="number">Their number.</param>
    /// <param name="noun">One of them; its plural ends in s.</param>
    public static string Of(long number, string noun)
        => string.Create(CultureInfo.InvariantCulture, $"{number:#,0} {noun}{(number == 1 ? "" : "s")}");
}
