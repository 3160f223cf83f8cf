using System.Globalization;

namespace MuZero.Games;

/// <summary>On a game class: the same rules on boards of several sizes. The class has a public constructor that takes the size, and the
/// game's <see cref="GameSpec.Id"/> is <see cref="Name"/> with the size behind it: <c>go9</c>.</summary>
/// <param name="name">The name without a size.</param>
/// <param name="smallest">The smallest size.</param>
/// <param name="largest">The largest size.</param>
/// <param name="listed">The sizes that lists of games show; at least one.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BoardSizesAttribute(string name, int smallest, int largest, params int[] listed) : Attribute
{
    /// <summary>The name without a size.</summary>
    public string Name => name;

    /// <summary>The smallest size.</summary>
    public int Smallest => smallest;

    /// <summary>The largest size.</summary>
    public int Largest => largest;

    /// <summary>The sizes that lists of games show.</summary>
    public IReadOnlyList<int> Listed => listed;

    /// <summary>The id of the game of a size.</summary>
    internal string Id(int size) => name + size.ToString(CultureInfo.InvariantCulture);

    /// <summary>The size of an id, or null if the id is not this game's name with a size in bounds.</summary>
    internal int? SizeOf(string id)
        => id.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            && int.TryParse(id.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            && string.Equals(id, Id(size), StringComparison.OrdinalIgnoreCase)
            && size >= smallest && size <= largest
                ? size
                : null;

    /// <summary>True for the name alone, or with a number behind it that is not a size.</summary>
    internal bool IsNear(string id)
        => id.StartsWith(name, StringComparison.OrdinalIgnoreCase) && id.AsSpan(name.Length).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>The sizes as a sentence.</summary>
    internal string Describe() => $"{name} has sizes {smallest} to {largest}, such as {Id(listed[0])}.";
}
